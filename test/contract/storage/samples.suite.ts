import { describe, expect, it } from '@jest/globals';
import { DAY_MS, daysAround, ensurePartitions } from '../../../src/storage/partitions.ts';
import { dropExpired } from '../../../src/storage/retention.ts';
import {
  AT,
  aDecision,
  aFlip,
  aHostSample,
  aMessage,
  aMetric,
  anIncident,
  aSilence,
  openingOf,
} from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

const partitionsOf = async (it: Harness, table: string): Promise<unknown[]> =>
  (
    await it.rows(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
      [table],
    )
  ).map((row) => row.name);

/** Samples, their partitions and their end. */
export function samplesSuite(fresh: Fresh): void {
  describe('samples', () => {
    it('are rows in the units of the contract', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.recordSamples('box', [aMetric()], aHostSample());
      expect(await it.rows('SELECT * FROM monitor_health_metrics')).toEqual([
        {
          timestamp: new Date(AT),
          container_name: 'shop-web-1',
          container_id: 'c1',
          target: 'shop/web#1',
          host: 'box',
          status: 'healthy',
          response_time_ms: 12.5,
          cpu_percent: 3,
          memory_mb: 64,
          memory_limit_mb: 256,
          memory_percent: 25,
          network_rx_bytes: String(2 ** 40),
          network_tx_bytes: '1',
          block_read_bytes: '2',
          block_write_bytes: '3',
          pids: 4,
          restart_count: 0,
        },
      ]);
      expect(await it.rows('SELECT host, cpu_ratio, cores FROM monitor_host_metrics')).toEqual([
        { host: 'box', cpu_ratio: 0.25, cores: 2 },
      ]);
    });

    it('hold null for what is not known and never NaN', async () => {
      await using it = await openHarness(fresh);
      const unknown = aMetric({ sample: undefined, responseTimeMs: Number.NaN });
      const unlimited = aMetric();
      await it.ledger.recordSamples(
        'box',
        [unknown, { ...unlimited, sample: { ...unlimited.sample!, memoryLimitBytes: undefined, pids: 1e300 } }],
        aHostSample({ cpuRatio: undefined, load1: Number.POSITIVE_INFINITY }),
      );
      expect(
        await it.rows(
          'SELECT response_time_ms, memory_mb, memory_percent, pids FROM monitor_health_metrics ORDER BY 2',
        ),
      ).toEqual([
        { response_time_ms: 12.5, memory_mb: 64, memory_percent: null, pids: null },
        { response_time_ms: null, memory_mb: null, memory_percent: null, pids: null },
      ]);
      expect(await it.rows('SELECT cpu_ratio, load1 FROM monitor_host_metrics')).toEqual([
        { cpu_ratio: null, load1: null },
      ]);
    });

    it('keep the names that a container can have, and those that it cannot', async () => {
      await using it = await openHarness(fresh);
      const names = ['', 'NULL', 'a"b', 'a\\b', 'a\\"b', '{a,b}', ' ', "it's", 'a\nb', 'é🐳'];
      await it.ledger.recordSamples(
        'box',
        names.map((target, index) => aMetric({ target, responseTimeMs: index })),
      );
      const rows = await it.rows('SELECT target FROM monitor_health_metrics ORDER BY response_time_ms');
      expect(rows.map(({ target }) => target)).toEqual(names);
    });

    it('come in any number, also none', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.recordSamples('box', [], undefined);
      const many = Array.from({ length: 2_345 }, (_, index) => aMetric({ target: `t${index}` }));
      await it.ledger.recordSamples('box', many, undefined);
      expect(await it.rows('SELECT count(DISTINCT target)::int AS n FROM monitor_health_metrics')).toEqual([
        { n: 2_345 },
      ]);
    });

    it('of a day that nobody prepared make their partition', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.recordSamples('box', [aMetric(), aMetric({ at: AT - 30 * DAY_MS })], aHostSample());
      expect(await partitionsOf(it, 'monitor_health_metrics')).toEqual([
        'monitor_health_metrics_20261021',
        'monitor_health_metrics_20261120',
      ]);
      expect(await it.rows('SELECT count(*)::int AS n FROM monitor_health_metrics')).toEqual([{ n: 2 }]);
    });
  });

  describe('partitions', () => {
    it('are ready from yesterday to two days ahead, made once by two at the same moment', async () => {
      await using it = await openHarness(fresh);
      await Promise.all([1, 2, 3].map(() => ensurePartitions(it.database, daysAround(AT))));
      for (const table of ['monitor_health_metrics', 'monitor_host_metrics', 'monitor_decisions']) {
        const days = ['20261119', '20261120', '20261121', '20261122'];
        expect(await partitionsOf(it, table)).toEqual(days.map((day) => `${table}_${day}`));
      }
    });
  });

  describe('retention', () => {
    it('drops whole days, and resolved incidents with their rows; nothing younger, nothing unresolved', async () => {
      await using it = await openHarness(fresh);
      const past = AT - 400 * DAY_MS;
      const old = anIncident({ timestamp: past });
      const unresolved = anIncident({ timestamp: past, target: 'still sick' });
      await it.ledger.recordSamples(
        'box',
        [aMetric(), aMetric({ at: AT - 8 * DAY_MS }), aMetric({ at: AT - 7 * DAY_MS })],
        undefined,
      );
      await it.ledger.record([
        ...openingOf(old),
        ...openingOf(unresolved),
        { kind: 'outbox', message: aMessage({ incidentId: old.id }) },
        {
          kind: 'incident_changed',
          id: old.id,
          set: { status: 'resolved', resolvedAt: past + 9, resolution: 'human' },
        },
        { kind: 'flip', flip: aFlip() },
      ]);
      const dropped = await dropExpired(it.database, AT, {
        metricsMs: 7 * DAY_MS,
        incidentsMs: 365 * DAY_MS,
        runsMs: 90 * DAY_MS,
      });
      expect(dropped.partitions.sort()).toEqual(['monitor_health_metrics_20261112', 'monitor_host_metrics_20261112']);
      expect(dropped.incidents).toBe(1);
      expect(await it.archive.list({})).toEqual([unresolved]);
      expect(await it.rows('SELECT count(*)::int AS n FROM monitor_health_metrics')).toEqual([{ n: 2 }]);
      expect(await it.rows('SELECT count(*)::int AS n FROM monitor_flips')).toEqual([{ n: 1 }]);
      expect(await it.rows('SELECT FROM monitor_notifications')).toEqual([]);
    });

    it('keeps decisions as long as runs, and forgets silences that are over for as long', async () => {
      await using it = await openHarness(fresh);
      const at = [-91, -90, -8].map((days) => AT + days * DAY_MS);
      const silences = [
        aSilence({ startsAt: AT - 100 * DAY_MS, endsAt: AT - 91 * DAY_MS }),
        aSilence({ startsAt: AT - 100 * DAY_MS, endsAt: AT + DAY_MS, endedAt: AT - 91 * DAY_MS }),
        aSilence({ startsAt: AT - 100 * DAY_MS, endsAt: AT - 89 * DAY_MS }),
      ];
      await it.ledger.record([
        ...at.map((instant) => ({ kind: 'decision', decision: aDecision({ at: instant }) }) as const),
        ...silences.map((silence) => ({ kind: 'silence_set', silence }) as const),
      ]);
      const { partitions } = await dropExpired(it.database, AT, {
        metricsMs: 7 * DAY_MS,
        incidentsMs: 365 * DAY_MS,
        runsMs: 90 * DAY_MS,
      });
      expect(partitions.filter((name) => name.startsWith('monitor_decisions'))).toEqual(['monitor_decisions_20260821']);
      const left = await it.archive.decisions({ host: 'box', target: 'shop/web#1', since: 0, limit: 10 });
      expect(left.map((decision) => decision.at)).toEqual(at.slice(1));
      expect(await it.rows('SELECT id FROM monitor_silences')).toEqual([{ id: silences[2]?.id }]);
    });

    it('forgets deliveries that are over after their own time, and never one that still waits', async () => {
      await using it = await openHarness(fresh);
      const messages = [-91, -91, -89].map((days) =>
        aMessage({ createdAt: AT + days * DAY_MS, incidentId: undefined }),
      );
      const [waiting, delivered, younger] = messages.map(({ id }) => id);
      await it.ledger.record(messages.map((message) => ({ kind: 'outbox', message })));
      await it.outbox.markDelivered(delivered ?? '', AT);
      await it.outbox.markDelivered(younger ?? '', AT);
      await dropExpired(it.database, AT, { metricsMs: 7 * DAY_MS, incidentsMs: 365 * DAY_MS, runsMs: 90 * DAY_MS });
      const left = await it.rows('SELECT id FROM monitor_notifications ORDER BY created_at, id');
      expect(left).toEqual([{ id: waiting }, { id: younger }]);
    });
  });
}
