import { silentLogger } from '../../../src/base/logger.ts';
import { PgArchive } from '../../../src/storage/archive.ts';
import { Database } from '../../../src/storage/database.ts';
import { escalationStore } from '../../../src/storage/escalation-store.ts';
import { PgHistory } from '../../../src/storage/history.ts';
import { PgMemory } from '../../../src/storage/memory.ts';
import { PgOutbox } from '../../../src/storage/outbox.ts';
import { PgLedger } from '../../../src/storage/pg-ledger.ts';
import { connect, type FreshDatabase } from '../../support/postgres.ts';

/** Makes a migrated database of its own for one test. */
export type Fresh = () => Promise<FreshDatabase>;

export type Harness = Awaited<ReturnType<typeof openHarness>>;

/** The whole adapter over one database, and a plain connection beside it to look with. */
export async function openHarness(fresh: Fresh) {
  const db = await fresh();
  const database = new Database();
  database.use(db.url);
  const looking = await connect(db.url);
  return {
    url: db.url,
    database,
    ledger: new PgLedger(database, silentLogger),
    memory: new PgMemory(database),
    archive: new PgArchive(database),
    history: new PgHistory(database),
    outbox: new PgOutbox(database),
    escalations: escalationStore(database),
    /** Rows as pg's defaults give them to anybody. */
    rows: async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
      (await looking.query(sql, values)).rows,
    [Symbol.asyncDispose]: async () => {
      await looking.end();
      await database.close();
      await db[Symbol.asyncDispose]();
    },
  };
}
