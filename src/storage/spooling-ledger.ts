import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { HealthMetric, HostSample } from '../containers/sample.ts';
import type { Change, Ledger } from '../incidents/ledger.ts';
import type { StorageStatus } from '../incidents/view.ts';
import type { FencedLedger } from './fence.ts';
import type { StorageHealth } from './health.ts';
import { Rejects } from './rejects.ts';
import { Spool } from './spool.ts';
import { lineOf, parseLine, sharing } from './spool-line.ts';

interface Pending {
  changes: readonly Change[];
  resolve(): void;
  reject(error: unknown): void;
}

export interface SpoolingOptions {
  inner: FencedLedger;
  directory: string;
  health: StorageHealth;
  clock: Clock;
  logger: Logger;
}

/** Records that are waiting are written together: as many as this in one transaction. */
const MAX_GROUP = 100;

/**
 * A ledger that loses nothing while Postgres is away. Guarantees: `record` resolves only when its changes are durable, in
 * Postgres or on disk; changes reach Postgres in the order of the calls; while anything is spooled, everything is spooled.
 * A call with nobody before it is written at once; those that come while one is being written share the next transaction, and
 * one that is refused fails none of the others. Who does not lead any more is refused (`not_leading`); what it has spooled by
 * then is a fact and is drained all the same.
 */
export class SpoolingLedger implements Ledger {
  readonly #options: SpoolingOptions;
  readonly #spool: Spool;
  readonly #rejects: Rejects;
  #waiting: Pending[] = [];
  #writer: Promise<void> | undefined;
  /** How many lines of which segment are through, should a drain be cut short. */
  #through = { segment: 0, lines: 0 };
  #draining: Promise<number> | undefined;
  #droppedSamples = 0;

  /** On a spool that is open already. */
  constructor(options: SpoolingOptions, spool: Spool) {
    this.#options = options;
    this.#spool = spool;
    this.#rejects = new Rejects(options.directory, options.logger);
  }

  static async open(options: SpoolingOptions): Promise<SpoolingLedger> {
    return new SpoolingLedger(options, await Spool.open(options.directory, options.logger));
  }

  record(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ changes, resolve, reject }));
    this.#writer ??= this.#writeWaiting();
    return done;
  }

  async recordSamples(host: string, metrics: readonly HealthMetric[], hostSample?: HostSample): Promise<void> {
    // Counted, not thrown: that storage is away is known and said elsewhere.
    const samples = metrics.length + (hostSample === undefined ? 0 : 1);
    try {
      // A hung Postgres is asked again by the drain, not by every cycle of samples.
      if (!this.#options.health.ready) throw unreachable(this.#options.health.reason);
      await this.#options.inner.recordSamples(host, metrics, hostSample);
    } catch (error) {
      this.#droppedSamples += samples;
      if (!(error instanceof ParamedicError) || !error.retryable) throw error;
    }
  }

  /** Replays what is spooled, in order, each line in its own transaction; answers how many lines left the spool. */
  drainOnce(): Promise<number> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  status(): StorageStatus {
    const { ready, since, reason } = this.#options.health;
    return {
      ready: ready && this.#spool.size === 0,
      since,
      spooledRecords: this.#spool.size - this.#through.lines,
      droppedSamples: this.#droppedSamples,
      reason: reason ?? (this.#spool.size > 0 ? 'the spool is being drained' : undefined),
    };
  }

  /** Records that Postgres refused for good, and half-written lines that were cut off, since the start. */
  losses(): { rejected: number; torn: number } {
    return { rejected: this.#rejects.count, torn: this.#spool.torn };
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writer;
    await this.#draining?.catch(() => {});
    await this.#spool.close();
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, MAX_GROUP));
    // In the same breath as the check: a record that comes later begins a writer of its own.
    this.#writer = undefined;
  }

  async #write(group: readonly Pending[]): Promise<void> {
    if (this.#spool.size > 0) return this.#toSpool(group);
    try {
      await this.#options.inner.record(group.flatMap((pending) => pending.changes));
    } catch (error) {
      if (error instanceof ParamedicError && error.retryable) return this.#toSpool(group);
      // Who does not lead any more is refused whatever he records.
      if (group.length === 1 || isNotLeading(error)) return reject(group, error);
      // One bad record must not take the others of its group with it; they are halved until it stands alone.
      const half = Math.ceil(group.length / 2);
      await this.#write(group.slice(0, half));
      await this.#write(group.slice(half));
      return;
    }
    for (const pending of group) pending.resolve();
  }

  async #toSpool(group: readonly Pending[]): Promise<void> {
    try {
      await this.#spool.append(group.map(({ changes }) => lineOf(changes, this.#options.inner.fence)));
      for (const pending of group) pending.resolve();
    } catch (error) {
      reject(group, error);
    }
  }

  async #drain(): Promise<number> {
    let drained = 0;
    for (let batch = await this.#spool.oldest(); batch !== undefined; batch = await this.#spool.oldest()) {
      const { segment, lines } = batch;
      if (this.#through.segment !== segment) this.#through = { segment, lines: 0 };
      while (this.#through.lines < lines.length) {
        const group = lines.slice(this.#through.lines, this.#through.lines + MAX_GROUP);
        const through = await this.#replay(group);
        this.#through.lines += through;
        drained += through;
      }
      await this.#spool.remove(segment, lines.length);
      this.#through = { segment: 0, lines: 0 };
    }
    await this.#options.inner.closePast();
    if (drained > 0) this.#options.logger.info('spool_drained', { records: drained });
    return drained;
  }

  /** Answers how many lines, from the first on, are through: all in one transaction, or the first alone where they cannot be. */
  async #replay(lines: readonly string[]): Promise<number> {
    const together = sharing(lines);
    if (together === undefined || together.lines < 2) return this.#replayOne(lines[0] ?? '[]');
    try {
      await this.#options.inner.record(together.changes, together.fence);
      return together.lines;
    } catch (error) {
      if (error instanceof ParamedicError && error.retryable) throw error;
      // One bad record must not take the others of its group with it.
      for (const line of lines.slice(0, together.lines)) await this.#replayOne(line);
      return together.lines;
    }
  }

  async #replayOne(line: string): Promise<1> {
    const { inner, clock } = this.#options;
    try {
      const { changes, fence } = parseLine(line);
      await inner.record(changes, fence).catch((error: unknown) => {
        // What happened has happened, whoever leads by now.
        if (isNotLeading(error)) return inner.recordPast(changes);
        throw error;
      });
    } catch (error) {
      if (!(error instanceof ParamedicError) || error.retryable) throw error;
      await this.#rejects.keep(line, clock.now(), error);
    }
    return 1;
  }
}

function reject(group: readonly Pending[], error: unknown): void {
  for (const pending of group) pending.reject(error);
}

const isNotLeading = (error: unknown): boolean => error instanceof ParamedicError && error.code === 'not_leading';

const unreachable = (reason = 'not connected'): ParamedicError =>
  new ParamedicError('storage_unreachable', reason, { retryable: true });
