import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { CONNECT_TIMEOUT_MS } from './database.ts';
import { translateError } from './errors.ts';

const TABLE = 'monitor_migrations';
/** Any number that nobody else uses; it is the same in every Paramedic. */
const LOCK = 8_377_001;
const LOCK_TIMEOUT_MS = 60_000;
const SQL_FOLDER = fileURLToPath(new URL('../../sql', import.meta.url));

export interface Migrated {
  /** Names of the migrations that were applied now. */
  applied: string[];
}

/**
 * Applies what is missing of `sql/`, in order, all in one transaction. Monitors that start together wait for each other.
 * A schema may be newer than this code, unless one of its migrations says in its name that it breaks older code
 * (`0007_breaking_…sql`): then this code refuses.
 */
export async function migrate(url: string, logger: Logger, folder = SQL_FOLDER): Promise<Migrated> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'paramedic migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await migrateLocked(client, folder, logger);
  } catch (error) {
    throw translateError(error, 'prepare the schema');
  } finally {
    // Ending the session gives the lock back.
    await client.end().catch(() => {});
  }
}

/** Names of the migrations that this database lacks; nothing is changed. */
export async function pendingMigrations(url: string, folder = SQL_FOLDER): Promise<string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'paramedic doctor',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const done = await appliedMigrations(client);
    return (await migrationsIn(folder)).filter((name) => !done.includes(name));
  } catch (error) {
    throw translateError(error, 'look at the schema');
  } finally {
    await client.end().catch(() => {});
  }
}

async function migrationsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.sql')).map((file) => basename(file, '.sql'));
}

async function migrateLocked(client: pg.Client, folder: string, logger: Logger): Promise<Migrated> {
  const known = await migrationsIn(folder);
  const done = await appliedMigrations(client);
  refuseNewer(done.filter((name) => !known.includes(name)));
  const missing = known.filter((name) => !done.includes(name));
  if (missing.length === 0) return { applied: [] };
  const applied = await apply(client, folder);
  logger.info('schema_migrated', { applied });
  return { applied };
}

async function appliedMigrations(client: pg.Client): Promise<string[]> {
  const exists = await client.query('SELECT to_regclass($1) IS NOT NULL AS there', [`public.${TABLE}`]);
  if (exists.rows[0]?.there !== true) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM public.${TABLE} ORDER BY id`);
  return rows.map((row) => row.name);
}

function refuseNewer(unknown: readonly string[]): void {
  const breaking = unknown.filter((name) => /^\d+_breaking_/.test(name));
  if (breaking.length === 0) return;
  throw new ParamedicError(
    'schema_too_new',
    `the database was changed by a newer Paramedic in a way this one cannot work with: ${breaking.join(', ')}`,
    { cure: 'start the newer version again, or point DATABASE_URL to another database' },
  );
}

async function apply(client: pg.Client, folder: string): Promise<string[]> {
  // Loaded only when there is something to do: most starts find the schema as it should be.
  const { runner } = await import('node-pg-migrate');
  const report: string[] = [];
  const quiet = () => {};
  try {
    const applied = await runner({
      dbClient: client,
      dir: folder,
      migrationsTable: TABLE,
      schema: 'public',
      direction: 'up',
      singleTransaction: true,
      // Our own lock covers the check for newer schemas too.
      noLock: true,
      logger: { debug: quiet, info: quiet, warn: quiet, error: (text: string) => report.push(text) },
    });
    return applied.map((migration) => migration.name);
  } catch (cause) {
    throw new ParamedicError('migration_failed', `a migration failed: ${messageOf(report[0] ?? cause)}`, {
      retryable: isAboutTheServer(cause),
      cure: 'nothing was changed; see the message, mend the database, and start again',
      cause,
    });
  }
}

const isAboutTheServer = (cause: unknown): boolean => {
  const translated = translateError(cause, 'migrate');
  return !(cause instanceof pg.DatabaseError) && translated.retryable;
};
