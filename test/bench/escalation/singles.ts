import { silentLogger } from '../../../src/base/logger.ts';
import { Database } from '../../../src/storage/database.ts';
import { PgLedger } from '../../../src/storage/pg-ledger.ts';
import { givingUp } from '../../support/escalation-records.ts';
import { connect } from '../../support/postgres.ts';
import { QueueWorker, type Said } from '../../support/queue/worker-process.ts';
import { anIncident } from '../../support/records.ts';
import type { Finding } from '../findings.ts';
import { summarise } from '../statistics.ts';

const LEASE_MS = 60_000;
/** Longer than anything a poll could explain away would be no measure: a worker polls twice a second. */
const CLAIM_GOAL_MS = 50;

/**
 * Give-ups, one by one, while two workers wait: how long until the row is committed, by the server's own note of the instant
 * (`track_commit_timestamp`), and from there until a worker holds it.
 */
export async function singles(url: string, count: number): Promise<Finding[]> {
  await using client = await connect(url);
  const claims = new Claims();
  const start = (name: string) => QueueWorker.start(url, name, LEASE_MS, (said) => claims.take(said));
  await using _one = await start('one');
  await using _two = await start('two');
  const database = new Database();
  database.use(url);
  const ledger = new PgLedger(database, silentLogger);
  const [plain, queued, claimed]: [number[], number[], number[]] = [[], [], []];
  try {
    for (let index = 0; index <= count; index += 1) {
      const now = Date.now();
      const row = { createdAt: now, readyAt: now, expiresAt: now + 3_600_000 };
      const withRow = givingUp(anIncident({ target: `single/with#${index}`, timestamp: now }), row);
      const without = givingUp(anIncident({ target: `single/without#${index}`, timestamp: now })).slice(0, -1);
      const began = performance.now();
      await ledger.record(without);
      const between = wallMs();
      plain.push(performance.now() - began);
      await ledger.record(withRow);
      const { id, committedAt } = await committed(client, `single/with#${index}`);
      queued.push(committedAt - between);
      claimed.push((await claims.of(id)) - committedAt);
    }
  } finally {
    await database.close();
  }
  // The first of each opens connections and prepares statements.
  const rest = (times: number[]) => summarise(times.slice(1));
  return [
    { what: 'give-up → its transaction answered, without a row on the queue', unit: 'ms', ours: rest(plain) },
    { what: 'give-up → its row committed, in the same transaction', unit: 'ms', ours: rest(queued) },
    {
      what: 'row committed → claimed by a worker that waits',
      unit: 'ms',
      ours: rest(claimed),
      goal: { atMost: CLAIM_GOAL_MS, of: 'median' },
      note: 'woken by LISTEN',
    },
  ];
}

const wallMs = (): number => performance.timeOrigin + performance.now();

/** The row that says which incident it is about is never touched again. */
export async function committed(
  client: Pick<Awaited<ReturnType<typeof connect>>, 'query'>,
  target: string,
): Promise<{ id: string; committedAt: number }> {
  const { rows } = await client.query<{ id: string; at: number }>(
    `SELECT e.id, extract(epoch FROM pg_xact_commit_timestamp(l.xmin))::float8 * 1000 AS at
       FROM monitor_escalations e JOIN monitor_escalation_incidents l ON l.escalation_id = e.id WHERE e.target = $1`,
    [target],
  );
  const [row] = rows;
  if (rows.length !== 1 || row === undefined) throw new Error(`${rows.length} rows for one give-up`);
  return { id: row.id, committedAt: row.at };
}

/** When each escalation was in a worker's hands. */
class Claims {
  readonly #at = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();

  take(said: Said): void {
    if (said.said !== 'claimed') return;
    this.#at.set(said.id, said.at);
    this.#waiting.get(said.id)?.(said.at);
  }

  of(id: string): Promise<number> {
    const known = this.#at.get(id);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}
