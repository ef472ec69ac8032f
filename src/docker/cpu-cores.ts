import type { InspectedContainer } from './vendor.ts';

/** The period of a quota when none is set. */
const USUAL_PERIOD_US = 100_000;

/** The cores that a container may use by its quota; undefined without one. Pure. */
export function cpuCoresOf(config: InspectedContainer['HostConfig']): number | undefined {
  if (config?.NanoCpus) return config.NanoCpus / 1e9;
  const quota = config?.CpuQuota ?? 0;
  return quota > 0 ? quota / (config?.CpuPeriod || USUAL_PERIOD_US) : undefined;
}
