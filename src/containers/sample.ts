/** One resource sample of one running container. Sizes in bytes, `cpuPercent` of one core (200 = two cores busy). */
export interface ResourceSample {
  at: number;
  /** Undefined on the first sample of a container: a rate needs two. */
  cpuPercent: number | undefined;
  memoryBytes: number | undefined;
  /** Undefined when the container has no limit. */
  memoryLimitBytes: number | undefined;
  networkRxBytes: number | undefined;
  networkTxBytes: number | undefined;
  blockReadBytes: number | undefined;
  blockWriteBytes: number | undefined;
  pids: number | undefined;
  /** Cores of the engine's machine, as far as it tells. */
  engineCores?: number | undefined;
}

/** One row of monitor_health_metrics before it is a row. */
export interface HealthMetric {
  at: number;
  target: string;
  containerName: string;
  containerId: string;
  /** The verdict in words: healthy, sick, unknown, off. */
  status: string;
  /** How long the last health check took, without one the first of our own probes; undefined without either. */
  responseTimeMs: number | undefined;
  restartCount: number;
  sample: ResourceSample | undefined;
}

/** One sample of the machine that the engine runs on. Ratios in 0..1. */
export interface HostSample {
  at: number;
  cpuRatio: number | undefined;
  memoryTotalBytes: number;
  memoryAvailableBytes: number;
  diskTotalBytes: number;
  diskAvailableBytes: number;
  load1: number;
  load5: number;
  load15: number;
  cores: number;
}
