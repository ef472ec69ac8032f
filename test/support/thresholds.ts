import type { ThresholdConfig } from '../../src/config/config.ts';

/** As shipped; a test of the configuration compares them. */
export const THRESHOLDS: ThresholdConfig = {
  cpuRatio: 0.9,
  cpuForMs: 300_000,
  memoryRatio: 0.9,
  memoryForMs: 300_000,
  leakWindowMs: 3_600_000,
  leakHorizonMs: 86_400_000,
  loop: { count: 3, windowMs: 300_000 },
  slowLoop: { count: 6, windowMs: 21_600_000 },
  flap: { count: 5, windowMs: 1_800_000 },
  flapLeave: 1,
  stuckMs: 600_000,
  diskFreeRatio: 0.1,
  hostMemoryFreeRatio: 0.05,
  hostLoadPerCore: 4,
  hostForMs: 300_000,
};
