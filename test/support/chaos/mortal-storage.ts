import type { Clock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Ledger, Recollection } from '../../../src/incidents/ledger.ts';
import { Database } from '../../../src/storage/database.ts';
import { StorageHealth } from '../../../src/storage/health.ts';
import { PgMemory } from '../../../src/storage/memory.ts';
import { PgLedger } from '../../../src/storage/pg-ledger.ts';
import { Spool } from '../../../src/storage/spool.ts';
import { SpoolingLedger } from '../../../src/storage/spooling-ledger.ts';
import type { Mortality } from './mortality.ts';
import { SPOOLED } from './points.ts';

export interface MortalStorage {
  readonly ledger: Ledger;
  /** What is left of earlier lives, after all that they could not tell Postgres has got there. */
  recollect(host: string, since: number): Promise<Recollection>;
  /** Nothing waits for Postgres. */
  isDrained(): boolean;
  /** When it is dead: lets go of files and connections, and changes nothing. */
  release(): Promise<void>;
}

/** The record as one life has it: on the Postgres and in the spool folder that all lives share. */
export async function openMortalStorage(
  mortality: Mortality,
  { url, spoolFolder, clock: fast }: { url: string; spoolFolder: string; clock: Clock },
): Promise<MortalStorage> {
  const logger = silentLogger;
  const clock = mortality.clock(fast);
  const health = new StorageHealth(clock, logger);
  const database = new Database(health);
  database.use(url);
  const spool = await Spool.open(spoolFolder, logger);
  const inner = mortality.guard(new PgLedger(database, logger));
  const options = { inner, directory: spoolFolder, health, clock, logger };
  const ledger = new SpoolingLedger(options, mortality.guard(spool, SPOOLED));
  const memory = mortality.guard(new PgMemory(database));
  return {
    ledger,
    async recollect(host, since) {
      await ledger.drainOnce();
      void keepDraining();
      return memory.recollect(host, since);
    },
    isDrained: () => ledger.status().spooledRecords === 0,
    async release() {
      await mortality.settled();
      await database.close();
      await spool.close();
    },
  };

  /** Every second, as the drain loop of the app. */
  async function keepDraining(): Promise<void> {
    for (;;) {
      await clock.sleep(1_000);
      if (!health.ready) await database.ping().catch(() => {});
      if (health.ready && ledger.status().spooledRecords > 0) await ledger.drainOnce().catch(() => {});
    }
  }
}
