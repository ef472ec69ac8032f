import { setTimeout as pause } from 'node:timers/promises';
import { silentLogger } from '../../../src/base/logger.ts';
import { Database } from '../../../src/storage/database.ts';
import { PgLedger } from '../../../src/storage/pg-ledger.ts';
import { givingUp } from '../escalation-records.ts';
import { eventually } from '../eventually.ts';
import { connect } from '../postgres.ts';
import { anIncident } from '../records.ts';
import { QueueWorker } from './worker-process.ts';

/** Short, so that a rescue does not take long; long beside what one escalation takes. */
const LEASE_MS = 1_000;
const WAITS_MS = 120_000;

export interface Trial {
  readonly url: string;
  readonly rows: number;
  /** `kill -9` of one of the two workers, at random moments; each is started again. */
  readonly kills: number;
  readonly random: () => number;
}

/** What became of them. What is not finished, rescued or time should be 0. */
export interface Verdict {
  readonly finished: number;
  readonly rescued: number;
  readonly lost: number;
  readonly endedTwice: number;
  readonly miscounted: number;
  readonly leftRunning: number;
  /** From the first claim to the last end. */
  readonly seconds: number;
}

/** Queues so many, each in the transaction of its incident, and lets two workers work them off. */
export async function queueTrial({ url, rows, kills, random }: Trial): Promise<Verdict> {
  await using client = await connect(url);
  await queueMany(url, rows);
  const ended = async (): Promise<number> => {
    const { rows: counted } = await client.query<{ count: string }>(
      'SELECT count(*) FROM monitor_escalations WHERE finished_at IS NOT NULL',
    );
    return Number(counted[0]?.count);
  };
  const start = (name: string) => QueueWorker.start(url, name, LEASE_MS, () => {});
  const workers = new Map<string, QueueWorker>();
  try {
    for (const name of ['one', 'two']) workers.set(name, await start(name));
    for (let kill = 0; kill < kills; kill += 1) {
      // Spread over the work, each at a random moment.
      const at = Math.floor(((kill + random()) / kills) * rows * 0.9);
      await eventually(`${at} have ended`, async () => ((await ended()) >= at ? true : undefined), WAITS_MS, 5);
      await pause(random() * 20);
      const name = random() < 0.5 ? 'one' : 'two';
      await workers.get(name)?.killHard();
      workers.set(name, await start(name));
    }
    await eventually('all have ended', async () => ((await ended()) === rows ? true : undefined), WAITS_MS, 20);
  } finally {
    for (const worker of workers.values()) await worker[Symbol.asyncDispose]();
  }
  const { rows: told } = await client.query<Verdict>(VERDICT, [rows]);
  const [verdict] = told;
  if (verdict === undefined) throw new Error('no verdict');
  return verdict;
}

async function queueMany(url: string, rows: number): Promise<void> {
  const database = new Database();
  database.use(url);
  const ledger = new PgLedger(database, silentLogger);
  const now = Date.now();
  const row = { createdAt: now, readyAt: now, expiresAt: now + 3_600_000 };
  try {
    for (let index = 0; index < rows; index += 1) {
      await ledger.record(givingUp(anIncident({ target: `trial/t#${index}`, timestamp: now }), row));
    }
  } finally {
    await database.close();
  }
}

/** By what is on record. An end leaves one line in the story, a claim raises fence and attempts together. */
const VERDICT = `
  SELECT count(*) FILTER (WHERE status = 'resolved')::int AS finished,
         count(*) FILTER (WHERE attempts > 1)::int AS rescued,
         ($1::int - count(*) FILTER (WHERE status = 'resolved'))::int AS lost,
         count(*) FILTER (WHERE ends <> 1)::int AS "endedTwice",
         count(*) FILTER (WHERE attempts <> fence OR runs < 1 OR runs > attempts)::int
           + abs($1 - (SELECT total FROM monitor_escalation_totals WHERE name = 'resolved'))::int AS miscounted,
         (SELECT count(*) FROM monitor_runs WHERE ended_at IS NULL)::int AS "leftRunning",
         extract(epoch FROM max(finished_at) - min(claimed_at))::float8 AS seconds
    FROM monitor_escalations e
    CROSS JOIN LATERAL (SELECT count(*) AS ends FROM monitor_incident_events
                         WHERE incident_id = e.incident_id AND kind = 'escalation_resolved') story
    CROSS JOIN LATERAL (SELECT count(*) AS runs FROM monitor_runs WHERE escalation_id = e.id) launches`;
