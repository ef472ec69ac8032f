import type { Claim, ClaimState } from '../escalation/queue-port.ts';
import type { RequestAnswer } from '../escalation/request.ts';
import { Bell } from './bell.ts';
import type { Bells } from './bells.ts';
import { isPassing } from './insist.ts';
import type { WorkerDeps } from './worker-deps.ts';

export const LEASE_MS = 30_000;
/** Often enough that what has become needless ends within 5 s also when a notification is missed. */
const RENEW_MS = 2_000;

export type HeldState = Extract<ClaimState, { held: true }>;

/** The claim on one escalation: its lease is renewed from `start` to `stop`, and what becomes of it is known. */
export class Hold {
  readonly claim: Claim;
  /** Rings after each look at the claim. */
  readonly turned = new Bell();
  readonly #deps: Pick<WorkerDeps, 'queue' | 'clock' | 'logger'>;
  readonly #bells: Bells;
  readonly #lost = new AbortController();
  readonly #over = new AbortController();
  #renewedAt: number;
  #state: HeldState | undefined;
  #acted: boolean;
  #underway = 0;
  #running: Promise<void> | undefined;

  constructor(claim: Claim, deps: Pick<WorkerDeps, 'queue' | 'clock' | 'logger'>, bells: Bells) {
    this.claim = claim;
    this.#deps = deps;
    this.#bells = bells;
    this.#renewedAt = deps.clock.now();
    this.#acted = claim.escalation.actedAt !== undefined;
  }

  /** Aborts when somebody else has it, or may have it by now: from then on nothing is written. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** As it was at the last look. */
  get state(): HeldState | undefined {
    return this.#state;
  }

  get claimedAt(): number {
    return this.claim.escalation.claimedAt ?? this.#renewedAt;
  }

  /** Something was done that may have changed a target, or is being done. */
  get acted(): boolean {
    return this.#acted || this.#underway > 0;
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    await this.look();
    this.#running ??= this.#keep();
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  /** Before an act of our own, after one of a monitor's. False: the claim is lost; then nothing may be done. */
  async markActed(): Promise<boolean> {
    if (this.#lost.signal.aborted) return false;
    const { queue, clock } = this.#deps;
    const marked = await queue.markActed(this.claim, clock.now());
    if (marked) this.#acted = true;
    else this.#lost.abort();
    return marked;
  }

  /**
   * Before an act that is a monitor's to decide on: it may refuse, so nothing is marked yet. False: the claim is lost; an error:
   * nobody knows. Either way nothing may be asked.
   */
  async beginAct(): Promise<boolean> {
    if (this.#lost.signal.aborted) return false;
    await this.#renew();
    if (this.#lost.signal.aborted) return false;
    this.#underway += 1;
    return true;
  }

  /**
   * What was refused was not done. What failed may have changed something, so what comes of it is waited for; a recovery is put
   * down to it only where the monitor's own record of the attempt says so.
   */
  async endAct(answer: RequestAnswer['kind']): Promise<void> {
    this.#underway -= 1;
    if (answer === 'done' || answer === 'failed') this.#acted = true;
    if (answer !== 'done') return;
    const { id } = this.claim.escalation;
    // The attempt itself is on record with who asked for it: nothing is lost when this cannot be written.
    await this.markActed().catch((error) =>
      this.#deps.logger.warn('act_not_noted', { escalation: id, error: String(error) }),
    );
  }

  /** Renews the lease and sees what became of everything. */
  async look(): Promise<void> {
    const { clock, logger } = this.#deps;
    try {
      await this.#renew();
    } catch (error) {
      // A lease that nobody could renew has run out by our own clock as well.
      if (!isPassing(error) || clock.now() - this.#renewedAt >= LEASE_MS) {
        logger.error('claim_not_renewed', { escalation: this.claim.escalation.id, error: String(error) });
        this.#lost.abort();
      }
    }
    this.turned.ring();
  }

  async #renew(): Promise<void> {
    const { queue, clock } = this.#deps;
    const now = clock.now();
    const state = await queue.renew(this.claim, now, LEASE_MS);
    if (state.held) {
      this.#renewedAt = now;
      this.#state = state;
    } else this.#lost.abort();
  }

  async #keep(): Promise<void> {
    const { clock } = this.#deps;
    while (!this.#over.signal.aborted && !this.#lost.signal.aborted) {
      const rung = this.#bells.escalations.next;
      await clock.sleep(RENEW_MS, AbortSignal.any([rung, this.#over.signal, this.#lost.signal]));
      if (!this.#over.signal.aborted) await this.look();
    }
  }
}
