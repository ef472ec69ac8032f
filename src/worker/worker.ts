import { messageOf } from '../base/errors.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import { decideLaunch, type LaunchRefusal } from '../escalation/launch-policy.ts';
import type { WakeTopic } from '../escalation/ports.ts';
import type { Claim } from '../escalation/queue-port.ts';
import type { Capability } from '../escalation/worker-ports.ts';
import { makeAttempt } from './attempt.ts';
import { newBells } from './bells.ts';
import { Hold, LEASE_MS } from './hold.ts';
import { reapOrphans } from './orphans.ts';
import type { WorkerDeps } from './worker-deps.ts';

const POLL_MS = 2_000;
const HEARTBEAT_MS = 20_000;
/** Claude Code may be taken away, or replaced by a newer one, while we run. */
const LOOK_AGAIN_MS = 600_000;
const HOUR_MS = 3_600_000;

/** Takes escalations from the queue and has Claude Code work on them, as many at once as is allowed, within the budgets. */
export class Worker implements Service {
  readonly name = 'worker';
  readonly #deps: WorkerDeps;
  readonly #bells = newBells();
  readonly #loop: Loop;
  readonly #heartbeat: Loop;
  readonly #stop = new AbortController();
  readonly #attempts = new Set<Promise<void>>();
  readonly #ownRuns = new Set<string>();
  readonly #startedAt: number;
  #capability: Capability | undefined;
  #lookedAt = 0;
  #isClean = false;
  #held: LaunchRefusal | undefined;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#startedAt = clock.now();
    this.#loop = new Loop({ name: 'worker', intervalMs: POLL_MS, clock, logger, runOnce: () => this.#turn() });
    const runOnce = () => this.#tell();
    this.#heartbeat = new Loop({ name: 'worker-heartbeat', intervalMs: HEARTBEAT_MS, clock, logger, runOnce });
  }

  async start(): Promise<void> {
    await this.#heartbeat.start();
    await this.#loop.start();
  }

  /** Ends what runs; escalations go back to the queue as if they had not been tried. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#loop.stop(), this.#heartbeat.stop()]);
    await Promise.all(this.#attempts);
    await this.#beat(false, 'stopped').catch(() => {});
  }

  /** Postgres has notified of something. */
  wake(topic: WakeTopic): void {
    this.#bells[topic].ring();
    if (topic === 'escalations') this.#loop.wake();
  }

  async #tell(): Promise<undefined> {
    const { clock, logger, files } = this.#deps;
    await files.touch();
    const before = this.#capability;
    if (before?.kind !== 'able' || clock.now() - this.#lookedAt >= LOOK_AGAIN_MS) {
      this.#capability = await this.#deps.capability();
      this.#lookedAt = clock.now();
    }
    const now = this.#capability;
    const reason = now?.kind === 'unable' ? now.reason : '';
    if (now?.kind !== before?.kind) {
      if (now?.kind === 'able') logger.info('worker_ready', { program: now.program, version: now.version });
      else logger.warn('worker_not_able', { reason });
    }
    await this.#beat(now?.kind === 'able', reason);
    await reapOrphans(this.#ownRuns, this.#deps);
    this.#isClean = true;
    if (now?.kind !== before?.kind) this.#loop.wake();
    return undefined;
  }

  async #beat(able: boolean, reason: string): Promise<void> {
    const { queue, name, host, clock } = this.#deps;
    await queue.heartbeat({ name, host, startedAt: this.#startedAt, seenAt: clock.now(), able, reason });
  }

  /** At most one claim; answers at once when there may be more. Nothing before what the dead have left is cleared away. */
  async #turn(): Promise<number | undefined> {
    const { queue, name, settings, clock, logger } = this.#deps;
    const able = this.#capability;
    if (able?.kind !== 'able' || !this.#isClean || this.#stop.signal.aborted) return undefined;
    const wait = await this.#mustWait();
    if (wait !== undefined) return wait;
    const { maxAttempts } = settings;
    const claim = await queue.claim({ worker: name, now: clock.now(), leaseMs: LEASE_MS, maxAttempts });
    if (claim === undefined) return undefined;
    const { id, target, host, attempts } = claim.escalation;
    logger.info('escalation_claimed', { escalation: id, target, host, attempt: attempts });
    const attempt: Promise<void> = this.#attempt(claim, able).finally(() => {
      this.#attempts.delete(attempt);
      this.#loop.wake();
    });
    this.#attempts.add(attempt);
    return 0;
  }

  /** Undefined: a run may begin. */
  async #mustWait(): Promise<number | undefined> {
    const { queue, settings, clock, logger, loadPerCore } = this.#deps;
    const running = this.#attempts.size;
    if (running >= settings.claude.concurrency) return POLL_MS;
    const now = clock.now();
    const [lastHour, lastDay] = await Promise.all([queue.spent(now - HOUR_MS), queue.spent(now - 24 * HOUR_MS)]);
    const about = { config: settings.claude, able: true, running, lastHour, lastDay, loadPerCore: loadPerCore() };
    const decision = decideLaunch(about, now);
    const held = decision.kind === 'hold' ? decision.reason : undefined;
    if (held !== this.#held) {
      if (held === undefined) logger.info('launches_go_on', { after: this.#held });
      else logger.warn('launches_held', { reason: held });
      this.#held = held;
    }
    return decision.kind === 'hold' ? Math.min(decision.until - now, HEARTBEAT_MS) : undefined;
  }

  /** Never rejects: a claim that cannot be worked on runs out, and is somebody's again. */
  async #attempt(claim: Claim, able: Extract<Capability, { kind: 'able' }>): Promise<void> {
    const hold = new Hold(claim, this.#deps, this.#bells);
    const { ownRuns, bells, stop } = { ownRuns: this.#ownRuns, bells: this.#bells, stop: this.#stop.signal };
    try {
      await hold.start();
      await makeAttempt({ hold, able, bells, ownRuns, stop, deps: this.#deps });
    } catch (error) {
      const about = { escalation: claim.escalation.id, error: messageOf(error) };
      this.#deps.logger.error('escalation_attempt_failed', about);
    } finally {
      await hold.stop();
    }
  }
}
