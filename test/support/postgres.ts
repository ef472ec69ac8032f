/**
 * Real databases for tests.
 *
 *     await using db = await freshDatabase();      // migrated, empty, its own; dropped at the end of the block
 *     const storage = await openStorage({ databaseUrl: db.url, … });
 *
 * `freshDatabase({ migrated: false })` has no tables at all. `connect(url)` is one plain pg client, also disposable.
 * One embedded server per jest worker, started by the first call (about 1 s) and ended by `postgres-teardown.ts`; a
 * database is a clone of a migrated template (about 0.1 s). A database that is shared by a file:
 *
 *     let db: FreshDatabase;
 *     beforeAll(async () => { db = await freshDatabase(); });
 *     afterAll(() => db[Symbol.asyncDispose]());
 */
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { silentLogger } from '../../src/base/logger.ts';
import { startEmbedded } from '../../src/storage/embedded.ts';
import { migrate } from '../../src/storage/migrate.ts';

export interface FreshDatabase extends AsyncDisposable {
  readonly url: string;
}

const TEMPLATE = 'template_paramedic';

export async function freshDatabase(options: { migrated?: boolean } = {}): Promise<FreshDatabase> {
  const server = await startEmbedded(serverFolder(), silentLogger);
  if (options.migrated === false) return createDatabase(server.url);
  await ensureTemplate(server.url);
  return createDatabase(server.url, TEMPLATE);
}

/** A database on any server that lets us create some. */
export async function createDatabase(serverUrl: string, template = 'template1'): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: withDatabase(serverUrl, name),
    [Symbol.asyncDispose]: () => administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

export type Connection = pg.Client & AsyncDisposable;

/** One plain connection, as psql has it. */
export async function connect(url: string): Promise<Connection> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

const serverFolder = (): string =>
  join(
    process.env.PARAMEDIC_TEST_SERVERS ?? join(tmpdir(), 'paramedic-test-servers'),
    process.env.JEST_WORKER_ID ?? '0',
  );

/** Built under another name first: a template with half of the tables must never be found. */
async function ensureTemplate(serverUrl: string): Promise<void> {
  await using client = await connect(serverUrl);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
  if (rowCount !== 0) return;
  const building = `${TEMPLATE}_building`;
  await client.query(`DROP DATABASE IF EXISTS ${building}`);
  await client.query(`CREATE DATABASE ${building}`);
  await migrate(withDatabase(serverUrl, building), silentLogger);
  await client.query(`ALTER DATABASE ${building} RENAME TO ${TEMPLATE}`);
}

async function administer(serverUrl: string, sql: string): Promise<void> {
  await using client = await connect(serverUrl);
  await client.query(sql);
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
