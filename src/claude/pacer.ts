import type { Clock } from '../base/clock.ts';
import type { LaunchLimits } from '../escalation/launch.ts';
import type { Stop } from './conclude.ts';
import { active, begin, decideLimit, heard, type Pace, waited, waits } from './limits.ts';

/** Keeps the time of one run, and says when it is up. */
export class Pacer {
  readonly #limits: LaunchLimits;
  readonly #clock: Clock;
  readonly #onOver: (stop: Stop) => void;
  /** Calls that wait for a person: there may be several at once. */
  #asked = 0;
  #pace: Pace;

  constructor(limits: LaunchLimits, clock: Clock, onOver: (stop: Stop) => void) {
    this.#limits = limits;
    this.#clock = clock;
    this.#onOver = onOver;
    this.#pace = begin(clock.now());
  }

  /** Looks at the limits until the signal aborts. */
  start(signal: AbortSignal): void {
    void this.#watch(signal);
  }

  /** A message came. Answers how long the first one took, the first time. */
  heard(): number | undefined {
    const isFirst = this.#pace.firstEventAt === undefined;
    this.#pace = heard(this.#pace, this.#clock.now());
    return isFirst ? this.times().firstEventMs : undefined;
  }

  active(): void {
    this.#pace = active(this.#pace, this.#clock.now());
  }

  waiting(forApproval: boolean): void {
    this.#asked += forApproval ? 1 : -1;
    const now = this.#clock.now();
    if (forApproval && this.#asked === 1) this.#pace = waits(this.#pace, now);
    if (!forApproval && this.#asked === 0) this.#pace = waited(this.#pace, now);
  }

  times(): { readonly firstEventMs: number | undefined; readonly durationMs: number } {
    const { startedAt, firstEventAt } = this.#pace;
    return {
      firstEventMs: firstEventAt === undefined ? undefined : firstEventAt - startedAt,
      durationMs: this.#clock.now() - startedAt,
    };
  }

  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const decision = decideLimit(this.#pace, this.#limits, this.#clock.now());
      if (decision.kind === 'stop') {
        this.#onOver({ kind: 'limit', limit: decision.limit, afterMs: decision.afterMs });
        return;
      }
      await this.#clock.sleep(decision.lookAgainMs, signal);
    }
  }
}
