import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { GenericContainer, Wait } from 'testcontainers';

const sqlFolder = resolve(import.meta.dirname, '../../sql');

/** The Postgres that compose runs, with all of `sql/` applied in order. */
export async function startPostgres(): Promise<{ url: string } & AsyncDisposable> {
  const password = randomBytes(12).toString('hex');
  const container = await new GenericContainer('postgres:17')
    .withEnvironment({ POSTGRES_USER: 'paramedic', POSTGRES_PASSWORD: password, POSTGRES_DB: 'paramedic' })
    .withExposedPorts(5432)
    // Once for the server that initialises, once for the one that stays.
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
    .start();
  const url = `postgres://paramedic:${password}@${container.getHost()}:${container.getMappedPort(5432)}/paramedic`;
  await using client = await connect(url);
  for (const file of readdirSync(sqlFolder).sort()) {
    if (file.endsWith('.sql')) await client.query(readFileSync(`${sqlFolder}/${file}`, 'utf8'));
  }
  return { url, [Symbol.asyncDispose]: async () => void (await container.stop({ timeout: 0 })) };
}

type Query = (sql: string) => Promise<pg.QueryResult<Record<string, unknown>>>;

/** One plain connection, as psql or Grafana has it. */
export async function connect(url: string): Promise<{ query: Query } & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { query: (sql) => client.query(sql), [Symbol.asyncDispose]: () => client.end() };
}
