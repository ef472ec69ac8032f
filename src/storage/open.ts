import { join } from 'node:path';
import { backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';
import type { WakeTopic } from '../escalation/ports.ts';
import type { Change, IncidentArchive, Ledger, Memory } from '../incidents/ledger.ts';
import type { StorageStatus } from '../incidents/view.ts';
import type { Outbox } from '../notifications/ports.ts';
import { PgArchive } from './archive.ts';
import { Database } from './database.ts';
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts';
import { translateError } from './errors.ts';
import { type EscalationStore, escalationStore } from './escalation-store.ts';
import type { Fence } from './fence.ts';
import { lockFolder } from './folder-lock.ts';
import { StorageHealth } from './health.ts';
import { Listener } from './listen.ts';
import { PgMemory } from './memory.ts';
import { migrate } from './migrate.ts';
import { PgOutbox } from './outbox.ts';
import { daysAround, ensurePartitions } from './partitions.ts';
import { PgLedger } from './pg-ledger.ts';
import { dropExpired, type Retention } from './retention.ts';
import { SpoolingLedger } from './spooling-ledger.ts';

export interface StorageOptions {
  /** Undefined: the embedded Postgres in the data folder. */
  databaseUrl: string | undefined;
  dataDir: string;
  retention: Retention;
  clock: Clock;
  logger: Logger;
  random?: () => number;
}

export interface Storage {
  /** Works from the first moment: what Postgres cannot take yet waits in the spool. */
  readonly ledger: Ledger;
  /** These throw `storage_unreachable` until `ready`. */
  readonly memory: Memory;
  readonly archive: IncidentArchive;
  readonly outbox: Outbox;
  /** The queue for Claude Code and what goes with it; throws alike. */
  readonly escalations: EscalationStore;
  /** Hears what Postgres notifies of; to be started and stopped by the caller. */
  listener(onWake: (topic: WakeTopic) => void): Service;
  /** With the password; undefined until an embedded server runs. */
  url(): string | undefined;
  status(): StorageStatus;
  losses(): { rejected: number; torn: number };
  /** From now on records are made under this lead: refused with `not_leading` once somebody newer leads. */
  lead(fence: Fence): void;
  /** Would these be taken? Throws what a record of them would throw, and leaves nothing behind. */
  rehearse(changes: readonly Change[]): Promise<void>;
  /** Resolves when connected, migrated and drained; rejects only when trying again cannot help. */
  ready(): Promise<void>;
  /** To be called every second: free while all is well, else asks Postgres again and empties the spool. */
  drainOnce(): Promise<number>;
  /** To be called every hour: partitions ahead, old rows away. */
  upkeep(now: number): Promise<void>;
  close(): Promise<void>;
}

const RETRY = { minMs: 1_000, maxMs: 15_000 };

/**
 * Opens the spool and begins to connect; it does not wait for Postgres. Throws `data_dir_in_use` when another Paramedic
 * works in this data folder.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { clock, dataDir, logger, retention } = options;
  const lock = await lockFolder(dataDir, logger, clock);
  const health = new StorageHealth(clock, logger);
  const database = new Database(health);
  const inner = new PgLedger(database, logger);
  const spool = join(dataDir, 'spool');
  const ledger = await SpoolingLedger.open({ inner, directory: spool, health, clock, logger }).catch(async (error) => {
    await lock.release();
    throw error;
  });
  const connection = new Connection(options, database, health, ledger);
  // Whoever asks gets the error from `ready`; nobody asking must not end the process.
  const ready = connection.establish();
  ready.catch(() => {});
  return {
    ledger,
    memory: new PgMemory(database),
    archive: new PgArchive(database),
    outbox: new PgOutbox(database),
    escalations: escalationStore(database),
    listener: (onWake) => new Listener({ url: () => database.url, onWake, clock, logger }),
    url: () => database.url,
    status: () => ledger.status(),
    losses: () => ledger.losses(),
    lead: (fence) => inner.lead(fence),
    rehearse: (changes) => inner.rehearse(changes),
    ready: () => ready,
    drainOnce: () => connection.drainOnce(),
    upkeep: async (now) => {
      await ensurePartitions(database, daysAround(now));
      const dropped = await dropExpired(database, now, retention);
      if (dropped.partitions.length + dropped.incidents > 0) logger.info('retention_applied', { ...dropped });
    },
    close: async () => {
      await connection.stop();
      await ledger.close();
      await database.close();
      await connection.stopServer();
      await lock.release();
    },
  };
}

/** The way to Postgres: start the embedded one if it is ours, migrate, connect, drain; again until it works. */
class Connection {
  readonly #options: StorageOptions;
  readonly #database: Database;
  readonly #health: StorageHealth;
  readonly #ledger: SpoolingLedger;
  readonly #stop = new AbortController();
  #establishing: Promise<void> | undefined;
  #established = false;
  #embedded: EmbeddedPostgres | undefined;

  constructor(options: StorageOptions, database: Database, health: StorageHealth, ledger: SpoolingLedger) {
    this.#options = options;
    this.#database = database;
    this.#health = health;
    this.#ledger = ledger;
  }

  establish(): Promise<void> {
    this.#establishing ??= this.#keepTrying();
    return this.#establishing;
  }

  async drainOnce(): Promise<number> {
    if (!this.#established) return 0;
    try {
      if (!this.#health.ready) await this.#revive();
      return this.#ledger.status().spooledRecords > 0 ? await this.#ledger.drainOnce() : 0;
    } catch (error) {
      // That storage is away was said when it went away; the next turn tries again.
      if (error instanceof ParamedicError && error.retryable) return 0;
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#establishing?.catch(() => {});
  }

  async stopServer(): Promise<void> {
    await this.#embedded?.stop();
  }

  async #keepTrying(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    for (let tries = 1; !this.#stop.signal.aborted; tries += 1) {
      try {
        return await this.#connect();
      } catch (cause) {
        const error = translateError(cause, 'open the storage');
        this.#health.failed(error.message, error.cure);
        if (!error.retryable) throw error;
        await clock.sleep(backoffMs(tries, RETRY, random()), this.#stop.signal);
      }
    }
    throw new ParamedicError('storage_unreachable', 'stopped before Postgres could be reached', { retryable: true });
  }

  async #connect(): Promise<void> {
    const url = await this.#serverUrl();
    await migrate(url, this.#options.logger);
    this.#database.use(url);
    await ensurePartitions(this.#database, daysAround(this.#options.clock.now()));
    await this.#ledger.drainOnce();
    this.#established = true;
  }

  /** An embedded server that died is started again; any other is only asked. */
  async #revive(): Promise<void> {
    this.#database.use(await this.#serverUrl());
    await this.#database.ping();
  }

  async #serverUrl(): Promise<string> {
    const { databaseUrl, dataDir, logger, clock } = this.#options;
    if (databaseUrl !== undefined) return databaseUrl;
    this.#embedded = await startEmbedded(dataDir, logger, clock);
    return this.#embedded.url;
  }
}
