import { backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';
import type { WakeTopic } from '../escalation/ports.ts';
import { Database } from './database.ts';
import { translateError } from './errors.ts';
import { type EscalationStore, escalationStore } from './escalation-store.ts';
import { StorageHealth } from './health.ts';
import { Listener } from './listen.ts';
import { migrate } from './migrate.ts';

export interface WorkerStorageOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: () => number;
}

export interface WorkerStorage {
  readonly escalations: EscalationStore;
  /** To be started and stopped by the caller. */
  listener(onWake: (topic: WakeTopic) => void): Service;
  /** Whether Postgres answers, as of the last call. */
  isReady(): boolean;
  /** Resolves when connected and migrated; rejects only when trying again cannot help. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const RETRY = { minMs: 1_000, maxMs: 15_000 };

/** The storage of a worker: the queue and nothing else, no spool, no data folder. It may start before any monitor does. */
export function openWorkerStorage(options: WorkerStorageOptions): WorkerStorage {
  const { url, clock, logger, random = Math.random } = options;
  const health = new StorageHealth(clock, logger, 'waiting for it; nothing is launched meanwhile');
  const database = new Database(health);
  const stop = new AbortController();
  const establish = async (): Promise<void> => {
    for (let tries = 1; !stop.signal.aborted; tries += 1) {
      try {
        await migrate(url, logger);
        database.use(url);
        return await database.ping();
      } catch (cause) {
        const error = translateError(cause, 'open the storage');
        health.failed(error.message, error.cure);
        if (!error.retryable) throw error;
        await clock.sleep(backoffMs(tries, RETRY, random()), stop.signal);
      }
    }
    throw new ParamedicError('storage_unreachable', 'stopped before Postgres could be reached', { retryable: true });
  };
  let establishing: Promise<void> | undefined;
  return {
    escalations: escalationStore(database),
    listener: (onWake) => new Listener({ url: () => database.url, onWake, clock, logger }),
    isReady: () => health.ready,
    ready: () => {
      establishing ??= establish();
      return establishing;
    },
    close: async () => {
      stop.abort();
      await establishing?.catch(() => {});
      await database.close();
    },
  };
}
