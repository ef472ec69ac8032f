import pg from 'pg';
import { ParamedicError } from '../base/errors.ts';
import { translateError } from './errors.ts';
import type { StorageHealth } from './health.ts';

/** One prepared statement. Values are text, numbers, booleans, null or arrays of these: nothing that could fail to be sent. */
export interface Statement {
  /** Prepared under this name once per connection; one name, one text. */
  name: string;
  text: string;
  values: readonly (Scalar | readonly Scalar[])[];
}
export type Scalar = string | number | boolean | null;

export type Row = Readonly<Record<string, unknown>>;

export const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
const POOL_SIZE = 5;

/** timestamptz as milliseconds, bigint and numeric as numbers: pg hands out Date objects and strings. */
const types = new pg.TypeOverrides();
const toDate = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date;
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text: string) => toDate(text).getTime());
types.setTypeParser(pg.types.builtins.INT8, Number);
types.setTypeParser(pg.types.builtins.NUMERIC, Number);

/**
 * The connections to Postgres. Every call has a deadline, throws only ParamedicError, and tells `health` how it went.
 * A connection sends its statements without waiting for the answers (`pipeline`), so a transaction is one round trip.
 */
export class Database {
  readonly #health: StorageHealth | undefined;
  #url: string | undefined;
  #pool: pg.Pool | undefined;

  constructor(health?: StorageHealth) {
    this.#health = health;
  }

  get url(): string | undefined {
    return this.#url;
  }

  /** Connects to this server from now on. Until the first call everything throws `storage_unreachable`. */
  use(url: string): void {
    if (url === this.#url) return;
    void this.#pool?.end().catch(() => {});
    this.#url = url;
    this.#pool = createPool(url);
  }

  /** All or nothing, in order, in one round trip. Answers the number of rows each statement touched. */
  async transact(doing: string, statements: readonly Statement[]): Promise<number[]> {
    return this.#run(doing, (client) => together(client, statements, 'COMMIT'));
  }

  /** The same, undone at once: throws what the transaction would have thrown, and leaves nothing behind. */
  async rehearse(doing: string, statements: readonly Statement[]): Promise<number[]> {
    return this.#run(doing, (client) => together(client, statements, 'ROLLBACK'));
  }

  /** One statement, or several side by side in one round trip, each for itself. */
  async query(doing: string, ...statements: readonly Statement[]): Promise<Row[][]> {
    return this.#run(doing, async (client) => {
      const sent = statements.map((statement) => client.query<Row>({ ...statement, values: [...statement.values] }));
      const answers = await Promise.allSettled(sent);
      return answers.map((answer) => {
        if (answer.status === 'rejected') throw answer.reason;
        return answer.value.rows;
      });
    });
  }

  /** For statements that cannot be prepared: DDL. */
  async execute(doing: string, sql: string): Promise<void> {
    await this.#run(doing, (client) => client.query(sql));
  }

  async ping(): Promise<void> {
    await this.#run('reach Postgres', (client) => client.query('SELECT 1'));
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.end();
  }

  async #run<T>(doing: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    if (this.#pool === undefined) {
      throw new ParamedicError('storage_unreachable', `could not ${doing}: not connected yet`, { retryable: true });
    }
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      const result = await work(client);
      client.release();
      this.#health?.answered();
      return result;
    } catch (error) {
      const translated = translateError(error, doing);
      // Whatever is not the fault of the data may be the fault of this connection: it is not used again.
      client?.release(translated.retryable);
      if (translated.retryable) this.#health?.failed(translated.message, translated.cure);
      else this.#health?.answered();
      throw translated;
    }
  }
}

async function together(
  client: pg.PoolClient,
  statements: readonly Statement[],
  end: 'COMMIT' | 'ROLLBACK',
): Promise<number[]> {
  const sent = [
    client.query('BEGIN'),
    ...statements.map((statement) => client.query({ ...statement, values: [...statement.values] })),
    client.query(end),
  ];
  const answers = await Promise.allSettled(sent);
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  const results = answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
  if (results.at(-1)?.command !== end) throw new Error('the transaction was rolled back');
  return results.slice(1, -1).map((result) => result.rowCount ?? 0);
}

function createPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'paramedic',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // A transaction whose second half never arrives must not hold up whoever takes over.
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    // The server's own deadline answers first; this one is for a server that does not answer at all.
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    keepAlive: true,
    max: POOL_SIZE,
    // One connection stays, with its prepared statements: a new one would cost the next record some 5 ms.
    min: 1,
    idleTimeoutMillis: 60_000,
    pipeline: true,
    types,
  });
  // Whoever waits for a broken connection gets the error from its query; without a listener it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
