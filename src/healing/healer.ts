import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Remediation, RemediationOutcome } from '../incidents/incident.ts';
import type { Hands } from './ports.ts';
import { Slots } from './slots.ts';

/** A well-behaved stop takes some 30 ms, on a busy machine a few times that; who has not ended by then waits out its timeout. */
const QUICK_STOP_MS = 300;

export interface ActResult {
  readonly attemptId: string;
  readonly outcome: RemediationOutcome;
  readonly error: string | undefined;
}

/** Carries out an attempt whose intent is on record. Never throws: whatever happens is an outcome. */
export class Healer {
  readonly #hands: Hands;
  readonly #clock: Clock;
  readonly #slots: Slots;
  /** What to do when a container has ended, by its id, while its stop is under way. */
  readonly #stopping = new Map<string, () => void>();

  constructor(hands: Hands, clock: Clock, concurrency: number) {
    this.#hands = hands;
    this.#clock = clock;
    this.#slots = new Slots(concurrency);
  }

  /** `stillWanted` is asked when its turn has come: a container that recovered meanwhile is left alone. */
  async restart(attempt: Remediation, stopTimeoutMs: number, stillWanted: () => boolean): Promise<ActResult> {
    if (!this.#slots.takeIfFree()) await this.#slots.take();
    let holding = true;
    const giveBack = () => {
      if (holding) this.#slots.giveBack();
      holding = false;
    };
    const over = new AbortController();
    try {
      if (!stillWanted()) return { attemptId: attempt.id, outcome: 'withdrawn', error: undefined };
      let ended = false;
      this.#stopping.set(attempt.containerId, () => {
        ended = true;
        if (!holding) this.#slots.takeAtOnce();
        holding = true;
      });
      void this.#clock.sleep(QUICK_STOP_MS, over.signal).then(() => {
        if (!over.signal.aborted && !ended) giveBack();
      });
      const deadlineMs = attempt.deadlineAt - attempt.intendedAt;
      await this.#hands.restart(attempt.containerId, { stopTimeoutMs, deadlineMs });
      return { attemptId: attempt.id, outcome: 'done', error: undefined };
    } catch (error) {
      return { attemptId: attempt.id, outcome: outcomeOf(error), error: messageOf(error) };
    } finally {
      over.abort();
      this.#stopping.delete(attempt.containerId);
      giveBack();
    }
  }

  /** The container has ended; what comes next is its start. */
  noteEnded(containerId: string): void {
    this.#stopping.get(containerId)?.();
    this.#stopping.delete(containerId);
  }
}

function outcomeOf(error: unknown): RemediationOutcome {
  if (!(error instanceof ParamedicError)) return 'failed';
  if (error.code === 'engine_timeout') return 'timeout';
  return error.code === 'container_gone' ? 'gone' : 'failed';
}
