import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { openStorage, type Storage } from '../../../src/storage/open.ts';
import { DAY_MS } from '../../../src/storage/partitions.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { eventually } from '../../support/eventually.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { type Connection, connect, freshDatabase } from '../../support/postgres.ts';
import { AT, aDecision, aHostSample, aMessage, aMetric, anIncident, openingOf } from '../../support/records.ts';

jest.setTimeout(120_000);

/** The defaults of the contract. */
const RETENTION = { metricsMs: 7 * DAY_MS, incidentsMs: 365 * DAY_MS, runsMs: 90 * DAY_MS };
const CONTAINERS = Array.from({ length: 200 }, (_, index) => `shop/web#${index + 1}`);
const CYCLES_A_DAY = 12;
const INCIDENTS_A_DAY = 20;

interface Day {
  samplePartitions: number;
  decisionPartitions: number;
  /** Of the tables of samples with their indexes. */
  sampleBytes: number;
  /** Of everything else that grows: incidents and their story, decisions, messages, flips. */
  keptBytes: number;
  databaseBytes: number;
  samples: number;
}

const days: Day[] = [];
/** By the days that are left. */
const INSERTED = 8 * CYCLES_A_DAY * (CONTAINERS.length + 1);
let touched: { inserted: number; deleted: number; dead: number };
const later: Record<
  string,
  { incidents: number; flips: number; messages: number; decisionDays: number; decisionPartitions: number }
> = {};

/** Thirty days in some seconds, an upkeep each day at noon; then nothing happens, and time goes on. */
beforeAll(async () => {
  await using data = await dataFolder();
  await using db = await freshDatabase();
  await using looking = await connect(db.url);
  const clock = new FixedClock();
  clock.at = AT;
  const withStorage = async (work: (storage: Storage) => Promise<void>): Promise<void> => {
    const parts = { databaseUrl: db.url, dataDir: data.path, retention: RETENTION, clock, logger: silentLogger };
    const storage = await openStorage(parts);
    try {
      await storage.ready();
      await work(storage);
    } finally {
      await storage.close();
    }
  };
  await withStorage(async (storage) => {
    for (let day = 0; day < 30; day += 1) {
      clock.at = AT + day * DAY_MS;
      await storage.upkeep(clock.now());
      await liveOneDay(storage, looking, clock.now());
      days.push(await measure(looking));
    }
  });
  // A session hands in its statistics when it has ended, which is a moment after it was closed.
  touched = await eventually('the statistics of all sessions', async () => {
    const { rows } = await looking.query(
      `SELECT sum(n_tup_ins)::int AS inserted, sum(n_tup_del)::int AS deleted, sum(n_dead_tup)::int AS dead
         FROM pg_stat_user_tables WHERE relname ~ '^monitor_(health|host)_metrics_'`,
    );
    return rows[0].inserted >= INSERTED ? rows[0] : undefined;
  });
  await withStorage(async (storage) => {
    for (const ahead of [29, 91, 121, 366, 396]) {
      clock.at = AT + ahead * DAY_MS;
      await storage.upkeep(clock.now());
      later[`day ${ahead}`] = await whatIsLeft(looking);
    }
  });
});

async function liveOneDay(storage: Storage, looking: Connection, now: number): Promise<void> {
  for (let cycle = 0; cycle < CYCLES_A_DAY; cycle += 1) {
    const at = now - 11 * 3_600_000 + cycle * 3_600_000;
    await storage.ledger.recordSamples(
      'box',
      CONTAINERS.map((target) => aMetric({ at, target })),
      aHostSample({ at }),
    );
  }
  const changes = Array.from({ length: INCIDENTS_A_DAY }, (_, index): Change[] => {
    const incident = anIncident({
      timestamp: now + index,
      target: CONTAINERS[index] ?? '',
      evidence: { logs: 'x'.repeat(500) },
    });
    const decisions = Array.from({ length: 5 }, (_, nth) => aDecision({ at: now + nth, incidentId: incident.id }));
    return [
      ...openingOf(incident),
      ...decisions.map((decision): Change => ({ kind: 'decision', decision })),
      { kind: 'outbox', message: aMessage({ incidentId: undefined, createdAt: now }) },
      {
        kind: 'incident_changed',
        id: incident.id,
        set: { status: 'resolved', resolvedAt: now + 60_000, resolution: 'auto_healed', autoHealed: true },
      },
    ];
  });
  await storage.ledger.record(changes.flat());
  await looking.query(
    `UPDATE monitor_notifications SET status = 'delivered', delivered_at = created_at, next_attempt_at = NULL
      WHERE status = 'pending'`,
  );
}

/** Of what has been tidied up, as a server does by itself at some moment: that adds small maps to each table. */
async function measure(looking: Connection): Promise<Day> {
  await looking.query('VACUUM monitor_health_metrics, monitor_host_metrics');
  const { rows } = await looking.query(
    `WITH sizes AS (
       SELECT relname, pg_total_relation_size(oid) AS bytes FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname LIKE 'monitor\\_%')
     SELECT count(*) FILTER (WHERE relname ~ '_metrics_\\d{8}$')::int AS "samplePartitions",
            count(*) FILTER (WHERE relname ~ '_decisions_\\d{8}$')::int AS "decisionPartitions",
            sum(bytes) FILTER (WHERE relname ~ '_metrics_')::int AS "sampleBytes",
            sum(bytes) FILTER (WHERE relname !~ '_metrics_')::int AS "keptBytes",
            pg_database_size(current_database())::int AS "databaseBytes",
            (SELECT count(*)::int FROM monitor_health_metrics) AS samples
       FROM sizes`,
  );
  return rows[0];
}

async function whatIsLeft(looking: Connection) {
  const { rows } = await looking.query(
    `SELECT (SELECT count(*)::int FROM monitor_incidents) AS incidents,
            (SELECT count(*)::int FROM monitor_flips) AS flips,
            (SELECT count(*)::int FROM monitor_notifications) AS messages,
            (SELECT count(DISTINCT timestamp::date)::int FROM monitor_decisions) AS "decisionDays",
            (SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'monitor_decisions'::regclass) AS "decisionPartitions"`,
  );
  return rows[0];
}

describe('thirty days of 200 containers', () => {
  it('keep the samples of the last week: after the eighth day neither rows nor partitions grow', () => {
    const settled = days.slice(8);
    expect(new Set(settled.map(({ samples }) => samples)).size).toBe(1);
    expect(settled[0]?.samples).toBe(8 * CYCLES_A_DAY * CONTAINERS.length);
    // Two tables: eight days that hold samples, two days ahead; none of the day before the first.
    expect(new Set(settled.map(({ samplePartitions }) => samplePartitions))).toEqual(new Set([2 * 10]));
  });

  it('take no more disk for samples on the thirtieth day than on the ninth', () => {
    const bytes = days.map(({ sampleBytes }) => sampleBytes);
    expect(bytes[7]).toBeGreaterThan(2_000_000);
    const settled = bytes.slice(8);
    expect(Math.max(...settled) / Math.min(...settled)).toBeLessThan(1.02);
  });

  it('grow the whole database only by what is kept longer', () => {
    const [ninth, last] = [days[8], days[29]];
    const grown = (last?.databaseBytes ?? 0) - (ninth?.databaseBytes ?? 0);
    const kept = (last?.keptBytes ?? 0) - (ninth?.keptBytes ?? 0);
    // The rest is Postgres's own catalogue of partitions that came and went.
    expect(grown - kept).toBeLessThan(0.05 * (last?.databaseBytes ?? 0));
  });

  it('are cleaned up by dropping partitions: not one row of them was ever deleted', () => {
    // What was dropped took its statistics with it; the partitions that are left have seen inserts only.
    expect(touched).toEqual({ inserted: INSERTED, deleted: 0, dead: 0 });
  });

  it('lose decisions and messages after 90 days, incidents after 365', () => {
    const all = 30 * INCIDENTS_A_DAY;
    expect(later['day 29']).toMatchObject({ incidents: all, flips: all, messages: all, decisionDays: 30 });
    // On day 91 the days 0 (messages: also the noon of day 1) are older than 90 days.
    expect(later['day 91']).toMatchObject({
      incidents: all,
      flips: all,
      messages: all - INCIDENTS_A_DAY,
      decisionDays: 29,
    });
    expect(later['day 121']).toMatchObject({ incidents: all, flips: all, messages: 0, decisionDays: 0 });
    expect(later['day 366']).toMatchObject({ incidents: all - INCIDENTS_A_DAY, flips: all - INCIDENTS_A_DAY });
    // Four partitions are made by each upkeep, yesterday to two days ahead; those of day 366 still have their time.
    expect(later['day 396']).toEqual({ incidents: 0, flips: 0, messages: 0, decisionDays: 0, decisionPartitions: 8 });
  });
});
