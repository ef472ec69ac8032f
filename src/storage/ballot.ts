import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Sight } from '../leadership/leadership.ts';
import type { Ballot } from '../leadership/ports.ts';
import { cleanText, instant } from './clean.ts';

export interface BallotOptions {
  /** Undefined until an embedded server runs. */
  readonly url: () => string | undefined;
  readonly host: string;
  /** Of this process; a leader that finds its way back is known by it. */
  readonly holder: string;
  /** For people: which monitor. */
  readonly name: () => string;
  readonly clock: Clock;
  /** The connection broke between two looks. */
  readonly onLost: () => void;
}

/** Classes of advisory locks: the one that leads holds LEADS alone, all that could lead share ATTENDS. */
const LEADS = 8_377_002;
const ATTENDS = 8_377_003;
const DEADLINE_MS = 2_000;
/** The server ends the session of a monitor that has been silent for so long, hung or cut off, and its lock with it. */
const SILENT_MS = 4_000;

/**
 * The lead as an advisory lock of a session of its own: it ends with the process, whatever ends it. Each change of leader
 * raises the epoch of the host in `monitor_leadership`, by which what the last leader still writes is refused.
 */
export class PgBallot implements Ballot {
  readonly #options: BallotOptions;
  readonly #key: number;
  #client: pg.Client | undefined;
  #leads = false;

  constructor(options: BallotOptions) {
    this.#options = options;
    this.#key = keyOf(options.host);
  }

  async cast(compete: boolean): Promise<Sight> {
    try {
      const client = this.#client ?? (await this.#attend());
      if (this.#leads) return await this.#look(client);
      return compete && (await this.#take(client)) ? await this.#claim(client) : await this.#whoLeads(client);
    } catch (error) {
      await this.resign();
      return { kind: 'unreachable', reason: messageOf(error) };
    }
  }

  async resign(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#leads = false;
    await client?.end().catch(() => {});
  }

  async #attend(): Promise<pg.Client> {
    const connectionString = this.#options.url();
    if (connectionString === undefined) throw new Error('not connected yet');
    const client = new pg.Client({
      connectionString,
      application_name: 'paramedic leadership',
      connectionTimeoutMillis: DEADLINE_MS,
      query_timeout: DEADLINE_MS,
      lock_timeout: DEADLINE_MS,
      keepAlive: true,
    });
    client.on('error', () => this.#lost(client));
    this.#client = client;
    await client.connect();
    // Postgres 13 does not know it; there TCP alone notices.
    await client.query(
      `SELECT set_config('idle_session_timeout', $1, false) WHERE current_setting('server_version_num')::int >= 140000`,
      [String(SILENT_MS)],
    );
    await client.query('SELECT pg_advisory_lock_shared($1, $2)', [ATTENDS, this.#key]);
    return client;
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#leads = false;
    this.#options.onLost();
  }

  async #take(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS won', [LEADS, this.#key]);
    return rows[0]?.won === true;
  }

  /** Waits for what the last leader is just writing (see paramedic_assert_leader), so that all of it can be read afterwards. */
  async #claim(client: pg.Client): Promise<Sight> {
    const { host, holder, name, clock } = this.#options;
    const { rows } = await client.query<{ epoch: string }>(
      `INSERT INTO monitor_leadership AS led (host, epoch, holder, name, since) VALUES ($1, 1, $2, $3, $4)
       ON CONFLICT (host) DO UPDATE SET
         epoch = led.epoch + CASE WHEN led.holder = excluded.holder THEN 0 ELSE 1 END,
         since = CASE WHEN led.holder = excluded.holder THEN led.since ELSE excluded.since END,
         holder = excluded.holder, name = excluded.name
       RETURNING epoch`,
      [cleanText(host), holder, cleanText(name()), instant(clock.now())],
    );
    this.#leads = true;
    return { kind: 'won', epoch: Number(rows[0]?.epoch), rivals: (await this.#locks(client)).rivals };
  }

  /** A pooler between us may have given our session to somebody else: then the lock is not ours, whatever we believe. */
  async #look(client: pg.Client): Promise<Sight> {
    const { held, rivals } = await this.#locks(client);
    if (held) return { kind: 'held', rivals };
    throw new Error(
      'the session has lost its lock: DATABASE_URL must lead to Postgres itself, or to a pooler of sessions',
    );
  }

  async #locks(client: pg.Client): Promise<{ held: boolean; rivals: number }> {
    const { rows } = await client.query<{ held: boolean; rivals: string }>(
      `SELECT coalesce(bool_or(classid = $1 AND pid = pg_backend_pid()), false) AS held,
              count(*) FILTER (WHERE classid = $2 AND pid <> pg_backend_pid()) AS rivals
         FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 2 AND objid = $3 AND granted AND classid IN ($1, $2)
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [LEADS, ATTENDS, this.#key],
    );
    return { held: rows[0]?.held === true, rivals: Number(rows[0]?.rivals ?? 0) };
  }

  async #whoLeads(client: pg.Client): Promise<Sight> {
    const { rows } = await client.query<{ name: string; epoch: string }>(
      'SELECT name, epoch FROM monitor_leadership WHERE host = $1',
      [cleanText(this.#options.host)],
    );
    const [row] = rows;
    return { kind: 'taken', leader: row?.name ?? 'another monitor', epoch: Number(row?.epoch ?? 0) };
  }
}

/** 31 bits of the host's name: Postgres' lock keys are int4, and pg_locks shows them without a sign. */
const keyOf = (host: string): number =>
  createHash('sha256').update(cleanText(host)).digest().readUInt32BE() & 0x7fffffff;
