import type { LaunchEnd } from '../escalation/launch.ts';
import { decideOutcome, type OutcomeDecision } from '../escalation/outcome.ts';
import { type AbortReason, decideAbort, isSettled } from '../escalation/run-course.ts';
import type { Hold } from './hold.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** Nobody rings when time has passed. */
const LOOK_MS = 2_000;

/** Watches over a session as long as it runs: the signal aborts when it is to end. */
export class Supervision {
  readonly #hold: Hold;
  readonly #stop: AbortSignal;
  readonly #clock: WorkerDeps['clock'];
  readonly #abort = new AbortController();
  readonly #over = new AbortController();
  #reason: AbortReason | undefined;
  #resolvedSince: number | undefined;
  #watching: Promise<void> = Promise.resolve();

  constructor(hold: Hold, stop: AbortSignal, clock: WorkerDeps['clock']) {
    this.#hold = hold;
    this.#stop = stop;
    this.#clock = clock;
  }

  /** Why the session was ended, if it was ended by us. */
  get reason(): AbortReason | undefined {
    return this.#reason;
  }

  async over<T>(session: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#watching = this.#watch();
    try {
      return await session(this.#abort.signal);
    } finally {
      this.#over.abort();
      await this.#watching;
    }
  }

  async #watch(): Promise<void> {
    const ends = [this.#over.signal, this.#abort.signal, this.#stop, this.#hold.lost];
    while (!this.#over.signal.aborted) {
      const turned = this.#hold.turned.next;
      this.#reason = this.#decide();
      if (this.#reason !== undefined) return this.#abort.abort();
      await this.#clock.sleep(LOOK_MS, AbortSignal.any([turned, ...ends]));
    }
  }

  #decide(): AbortReason | undefined {
    if (this.#hold.lost.aborted) return 'claim_lost';
    if (this.#stop.aborted) return 'stopping';
    const { state, claimedAt, acted } = this.#hold;
    if (state === undefined) return undefined;
    const now = this.#clock.now();
    if (isSettled({ incidents: state.incidents, claimedAt })) this.#resolvedSince ??= now;
    return decideAbort({ ...state, claimedAt, acted, resolvedSince: this.#resolvedSince }, now);
  }
}

export type Observed = Extract<OutcomeDecision, { kind: 'end' }> | { readonly kind: 'lost' | 'stopping' };

/** After the session: waits until the monitor has seen what it came to. */
export async function observe(
  end: LaunchEnd,
  endedAt: number,
  hold: Hold,
  deps: WorkerDeps,
  stop: AbortSignal,
): Promise<Observed> {
  const { clock, settings } = deps;
  await hold.look();
  for (;;) {
    const turned = hold.turned.next;
    if (hold.lost.aborted) return { kind: 'lost' };
    if (stop.aborted) return { kind: 'stopping' };
    if (hold.state !== undefined) {
      const { incidents, cancelReason } = hold.state;
      const run = cancelReason === undefined ? end.outcome : 'cancelled';
      const { claimedAt, acted } = hold;
      const about = { incidents, claimedAt, run, acted, endedAt, verifyMs: settings.verifyMs };
      const decision = decideOutcome(about, clock.now());
      if (decision.kind === 'end') return decision;
    }
    await clock.sleep(LOOK_MS, AbortSignal.any([turned, stop, hold.lost]));
  }
}
