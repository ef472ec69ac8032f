import type { HealthMetric, HostSample } from '../containers/sample.ts';
import { arrayLiteral } from './array-literal.ts';
import { cleanText, count, instant, real, whole } from './clean.ts';
import type { Scalar, Statement } from './database.ts';

const MEBIBYTE = 1_048_576;
const ROWS_PER_INSERT = 1_000;

type Column = readonly [name: string, type: string, value: (metric: HealthMetric, host: string) => Scalar];

/** Row by column: what stands in monitor_health_metrics, and how it is made from a sample. */
const COLUMNS: readonly Column[] = [
  ['timestamp', 'timestamptz', (it) => instant(it.at)],
  ['container_name', 'text', (it) => cleanText(it.containerName)],
  ['container_id', 'text', (it) => cleanText(it.containerId)],
  ['target', 'text', (it) => cleanText(it.target)],
  ['host', 'text', (_it, host) => cleanText(host)],
  ['status', 'text', (it) => cleanText(it.status)],
  ['response_time_ms', 'float8', (it) => real(it.responseTimeMs)],
  ['cpu_percent', 'float8', (it) => real(it.sample?.cpuPercent)],
  ['memory_mb', 'float8', (it) => mebibytes(it.sample?.memoryBytes)],
  ['memory_limit_mb', 'float8', (it) => mebibytes(it.sample?.memoryLimitBytes)],
  ['memory_percent', 'float8', (it) => percent(it.sample?.memoryBytes, it.sample?.memoryLimitBytes)],
  ['network_rx_bytes', 'int8', (it) => whole(it.sample?.networkRxBytes)],
  ['network_tx_bytes', 'int8', (it) => whole(it.sample?.networkTxBytes)],
  ['block_read_bytes', 'int8', (it) => whole(it.sample?.blockReadBytes)],
  ['block_write_bytes', 'int8', (it) => whole(it.sample?.blockWriteBytes)],
  ['pids', 'int4', (it) => count(it.sample?.pids)],
  ['restart_count', 'int4', (it) => count(it.restartCount) ?? 0],
];

const INSERT_METRICS = `INSERT INTO monitor_health_metrics (${COLUMNS.map(([name]) => name).join(', ')})
 SELECT * FROM unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})`;

/** One statement per 1,000 containers, one column per parameter: the plan is the same whatever the number of rows. */
export function metricStatements(host: string, metrics: readonly HealthMetric[]): Statement[] {
  const statements: Statement[] = [];
  for (let start = 0; start < metrics.length; start += ROWS_PER_INSERT) {
    const rows = metrics.slice(start, start + ROWS_PER_INSERT);
    const values = COLUMNS.map(([, , value]) => arrayLiteral(rows.map((row) => value(row, host))));
    statements.push({ name: 'health_metrics', text: INSERT_METRICS, values });
  }
  return statements;
}

export const hostStatement = (host: string, it: HostSample): Statement => ({
  name: 'host_metrics',
  text: `INSERT INTO monitor_host_metrics
           (timestamp, host, cpu_ratio, memory_total_bytes, memory_available_bytes, disk_total_bytes,
            disk_available_bytes, load1, load5, load15, cores)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  values: [
    instant(it.at),
    cleanText(host),
    real(it.cpuRatio),
    whole(it.memoryTotalBytes),
    whole(it.memoryAvailableBytes),
    whole(it.diskTotalBytes),
    whole(it.diskAvailableBytes),
    real(it.load1),
    real(it.load5),
    real(it.load15),
    count(it.cores),
  ],
});

function mebibytes(bytes: number | undefined): number | null {
  const known = real(bytes);
  return known === null ? null : known / MEBIBYTE;
}

function percent(part: number | undefined, of: number | undefined): number | null {
  return part === undefined || of === undefined || of <= 0 ? null : real((100 * part) / of);
}
