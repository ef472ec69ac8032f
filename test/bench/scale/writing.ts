import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial } from 'node:net';
import { silentLogger } from '../../../src/base/logger.ts';
import type { HealthMetric } from '../../../src/containers/sample.ts';
import { Database } from '../../../src/storage/database.ts';
import { PgLedger } from '../../../src/storage/pg-ledger.ts';
import type { Finding } from '../findings.ts';
import { summarise } from '../statistics.ts';

/** Long beside what the work itself takes to swing by. */
const ROUND_TRIP_MS = 200;

/** Sweeps of samples by way of the ledger: rows a second, and round trips per 1,000 rows. */
export async function writing(databaseUrl: string, containers: number, sweeps: number): Promise<Finding[]> {
  const metrics = sweepOf(containers, Date.now());
  const near = await timeSweeps(databaseUrl, metrics, sweeps);
  await using slow = await farAway(databaseUrl);
  const far = await timeSweeps(slow.url, metrics, 3);
  const trips = Math.round(Math.max(0, median(far) - median(near)) / ROUND_TRIP_MS);
  const each = `sweeps of ${containers}`;
  return [
    {
      what: `samples into Postgres, ${each}`,
      unit: 'rows/s',
      ours: summarise(near.map((ms) => (containers / ms) * 1000)),
    },
    {
      what: `round trips to Postgres per 1,000 rows, ${each}`,
      unit: 'trips',
      ours: summarise([trips / Math.max(1, containers / 1_000)]),
      goal: { atMost: 1, of: 'all' },
      note: `by way of a line with ${ROUND_TRIP_MS} ms`,
    },
  ];
}

const median = (values: readonly number[]): number => summarise(values).median;

async function timeSweeps(url: string, metrics: readonly HealthMetric[], sweeps: number): Promise<number[]> {
  const database = new Database();
  database.use(url);
  const ledger = new PgLedger(database, silentLogger);
  // The first opens the connection and prepares the statement.
  await ledger.recordSamples('bench', metrics);
  const times: number[] = [];
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const begin = performance.now();
    await ledger.recordSamples('bench', metrics);
    times.push(performance.now() - begin);
  }
  await database.close();
  return times;
}

const sweepOf = (containers: number, at: number): HealthMetric[] =>
  Array.from({ length: containers }, (_, index) => ({
    at,
    target: `bench/service-${index}#1`,
    containerName: `bench-service-${index}-1`,
    containerId: index.toString(16).padStart(64, '0'),
    status: 'healthy',
    responseTimeMs: 12.5,
    restartCount: 0,
    sample: {
      at,
      cpuPercent: 1.25,
      memoryBytes: 120_000_000 + index,
      memoryLimitBytes: 512_000_000,
      networkRxBytes: 1_000_000 + index,
      networkTxBytes: 2_000_000 + index,
      blockReadBytes: 4_096,
      blockWriteBytes: 8_192,
      pids: 7,
    },
  }));

/** The same server behind a line on which every byte takes its time; as many at once as are sent. */
async function farAway(databaseUrl: string): Promise<{ url: string } & AsyncDisposable> {
  const target = new URL(databaseUrl);
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => void setTimeout(() => to.write(chunk), ROUND_TRIP_MS / 2));
      from.on('error', () => {});
      from.on('close', () => void setTimeout(() => to.destroy(), ROUND_TRIP_MS / 2));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
