import type { ProbeSpec } from '../../src/config/container-settings.ts';
import { Prober } from '../../src/prober/prober.ts';
import { hands } from './hands.ts';

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

/** A prober at this instant that only the network is for. */
export const proberAt = (now: number): Prober =>
  new Prober({
    exec: hands({}).exec,
    inspect: async () => undefined,
    now: () => now,
    hostAddress: '127.0.0.1',
  });
