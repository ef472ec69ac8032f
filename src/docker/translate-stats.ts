import type { ResourceSample } from '../containers/sample.ts';
import { instantOf } from './instants.ts';
import type { BlockEntry, RawStats } from './vendor.ts';

/** What the next sample needs of this one. */
export interface CpuReading {
  at: number;
  cpuNanos: number;
}

/** Rates over less than this are noise, over more than that they are history. */
const MIN_SPAN_MS = 200;
const MAX_SPAN_MS = 15 * 60_000;

/** `GET /containers/ID/stats?stream=false&one-shot=true`; undefined when the container does not run. Pure. */
export function translateStats(
  raw: RawStats,
  previous: CpuReading | undefined,
  hostMemoryBytes: number | undefined,
): { sample: ResourceSample; reading: CpuReading } | undefined {
  const at = instantOf(raw.read);
  if (at === undefined) return undefined;
  const reading = { at, cpuNanos: raw.cpu_stats?.cpu_usage?.total_usage ?? 0 };
  const blocks = raw.blkio_stats?.io_service_bytes_recursive ?? undefined;
  const sample: ResourceSample = {
    at,
    cpuPercent: previous && cpuPercent(previous, reading, coresIn(raw)),
    memoryBytes: memoryIn(raw),
    memoryLimitBytes: limitIn(raw, hostMemoryBytes),
    networkRxBytes: sum(raw.networks && Object.values(raw.networks).map((one) => one.rx_bytes)),
    networkTxBytes: sum(raw.networks && Object.values(raw.networks).map((one) => one.tx_bytes)),
    blockReadBytes: bytesOf(blocks, 'read'),
    blockWriteBytes: bytesOf(blocks, 'write'),
    pids: raw.pids_stats?.current ?? undefined,
    engineCores: coresIn(raw),
  };
  return { sample, reading };
}

/** Percent of one core. A counter that went back means a restart in between: no rate, rather than a wrong one. */
export function cpuPercent(previous: CpuReading, now: CpuReading, cores: number | undefined): number | undefined {
  const spanMs = now.at - previous.at;
  const usedNanos = now.cpuNanos - previous.cpuNanos;
  if (usedNanos < 0 || spanMs < MIN_SPAN_MS || spanMs > MAX_SPAN_MS) return undefined;
  const percent = (usedNanos / (spanMs * 1e6)) * 100;
  return Math.min(percent, cores === undefined ? percent : cores * 100);
}

function coresIn(raw: RawStats): number | undefined {
  return raw.cpu_stats?.online_cpus || raw.cpu_stats?.cpu_usage?.percpu_usage?.length || undefined;
}

/** Without the page cache that the kernel gives back first, as `docker stats` counts; cgroup v1 says total_…, v2 does not. */
function memoryIn(raw: RawStats): number | undefined {
  const usage = raw.memory_stats?.usage ?? undefined;
  const stats = raw.memory_stats?.stats ?? {};
  const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return usage !== undefined && cache < usage ? usage - cache : usage;
}

/** The engine reports the machine's own memory where there is no limit. */
function limitIn(raw: RawStats, hostMemoryBytes: number | undefined): number | undefined {
  const limit = raw.memory_stats?.limit;
  if (!limit || limit > Number.MAX_SAFE_INTEGER) return undefined;
  return hostMemoryBytes !== undefined && limit >= hostMemoryBytes ? undefined : limit;
}

function bytesOf(entries: readonly BlockEntry[] | undefined, op: 'read' | 'write'): number | undefined {
  return sum(entries?.filter((entry) => entry.op?.toLowerCase() === op).map((entry) => entry.value));
}

function sum(values: readonly (number | null | undefined)[] | null | undefined): number | undefined {
  return values?.reduce<number>((total, value) => total + (value ?? 0), 0);
}
