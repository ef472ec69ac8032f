import type { ProbeSpec } from '../../src/config/config.ts';

export const probeSpec = (part: Partial<ProbeSpec> = {}): ProbeSpec => ({
  name: 'web',
  kind: 'http',
  address: ':8080/',
  intervalMs: 10_000,
  timeoutMs: 5_000,
  failures: 3,
  successes: 1,
  status: [[200, 399]],
  body: undefined,
  maxLatencyMs: undefined,
  ...part,
});
