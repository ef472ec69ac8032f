import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Remediation, RemediationOutcome } from '../incidents/incident.ts';
import type { Hands } from './ports.ts';
import { Slots } from './slots.ts';

/**
 * A well-behaved stop takes some 30 ms. Who has not ended by now waits, for its timeout or for a busy machine: were all places kept for
 * such, the engine would have nothing to start (docs/benchmarks.md: 20 at once).
 */
const QUICK_STOP_MS = 100;

export interface ActResult {
  readonly attemptId: string;
  readonly outcome: RemediationOutcome;
  readonly error: string | undefined;
  readonly detail: Remediation['detail'];
}

/** What an act needs besides its attempt. */
export interface ActOptions {
  readonly stopTimeoutMs: number;
  /** The clean-up command of the rung `exec`. */
  readonly exec: string | undefined;
  /** How long a recreated container may take to become well. */
  readonly wellWithinMs: number;
}

/** What an act that was carried out has to tell; `failed` when it was carried out and tells that it failed. */
interface Deed {
  readonly failed?: string;
  readonly detail?: Remediation['detail'];
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
  carryOut(attempt: Remediation, options: ActOptions, stillWanted: () => boolean): Promise<ActResult> {
    const { containerId, action } = attempt;
    const { stopTimeoutMs } = options;
    const deadlineMs = attempt.deadlineAt - attempt.intendedAt;
    switch (action) {
      case 'exec':
        return this.#result(attempt, stillWanted, () => this.#exec(containerId, options.exec, deadlineMs));
      case 'stop':
        return this.#result(attempt, stillWanted, async () => {
          await this.#hands.stop(containerId, { stopTimeoutMs, deadlineMs });
          return undefined;
        });
      case 'recreate': {
        const { wellWithinMs } = options;
        return this.#starting(attempt, stillWanted, async (onStarted) => {
          const { newId } = await this.#hands.recreate(containerId, {
            ...{ stopTimeoutMs, wellWithinMs, deadlineMs, onStarted },
          });
          return { detail: { newId } };
        });
      }
      default:
        return this.#starting(attempt, stillWanted, async () => {
          await this.#hands.restart(containerId, { stopTimeoutMs, deadlineMs });
          return undefined;
        });
    }
  }

  async #exec(id: string, command: string | undefined, deadlineMs: number): Promise<Deed> {
    if (command === undefined) return { failed: 'the label paramedic.heal.exec is gone' };
    const { exitCode, output } = await this.#hands.exec(id, command, { deadlineMs });
    const detail = { exitCode, output };
    return exitCode === 0 ? { detail } : { failed: `exit code ${exitCode ?? 'unknown'}`, detail };
  }

  /**
   * What starts a container waits for a place. The place is given back while it waits for a slow stop, and as soon as the act
   * tells that the start is over: whoever only watches how a new container gets on needs none.
   */
  async #starting(
    attempt: Remediation,
    stillWanted: () => boolean,
    act: (onStarted: () => void) => Promise<Deed | undefined>,
  ): Promise<ActResult> {
    if (!this.#slots.takeIfFree()) await this.#slots.take();
    let holding = true;
    const giveBack = () => {
      if (holding) this.#slots.giveBack();
      holding = false;
    };
    const over = new AbortController();
    let ended = false;
    this.#stopping.set(attempt.containerId, () => {
      ended = true;
      if (!holding) this.#slots.takeAtOnce();
      holding = true;
    });
    void this.#clock.sleep(QUICK_STOP_MS, over.signal).then(() => {
      if (!over.signal.aborted && !ended) giveBack();
    });
    const startIsOver = () => {
      over.abort();
      // An end that is told late is no reason to take the place again.
      this.#stopping.delete(attempt.containerId);
      giveBack();
    };
    try {
      return await this.#result(attempt, stillWanted, () => act(startIsOver));
    } finally {
      startIsOver();
    }
  }

  async #result(
    { id: attemptId }: Remediation,
    stillWanted: () => boolean,
    act: () => Promise<Deed | undefined>,
  ): Promise<ActResult> {
    if (!stillWanted()) return { attemptId, outcome: 'withdrawn', error: undefined, detail: {} };
    try {
      const deed = (await act()) ?? {};
      const outcome = deed.failed === undefined ? 'done' : 'failed';
      return { attemptId, outcome, error: deed.failed, detail: deed.detail ?? {} };
    } catch (error) {
      return { attemptId, outcome: outcomeOf(error), error: messageOf(error), detail: {} };
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
  // Another monitor has it in hand: nothing was done.
  if (error.code === 'left_to_another' || error.code === 'not_leading') return 'withdrawn';
  if (error.code === 'engine_timeout' || error.code === 'exec_timeout') return 'timeout';
  return error.code === 'container_gone' ? 'gone' : 'failed';
}
