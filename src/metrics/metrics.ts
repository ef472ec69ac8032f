import { Registry } from 'prom-client';
import type { Clock } from '../base/clock.ts';
import type { FleetView } from '../incidents/view.ts';
import { ContainerMetrics } from './containers.ts';
import { registerHostMetrics } from './host.ts';
import { createAtZero, registerInstruments } from './instruments.ts';
import { registerMonitorMetrics } from './monitor.ts';
import { createObserved, type Observed } from './observed.ts';
import { registerProbeResults } from './probes.ts';
import { registerProcessMetrics } from './process.ts';

export interface Metrics extends Observed {
  readonly probeResult: ReturnType<typeof registerProbeResults>;
  readonly contentType: string;
  /** The exposition for one scrape: from memory, no I/O of ours. */
  render(): Promise<string>;
  close(): void;
}

export function createMetrics(options: { fleet: FleetView; clock: Clock; version: string }): Metrics {
  const { fleet, clock, version } = options;
  const registry = new Registry();
  registerMonitorMetrics(registry, fleet, clock, version);
  const instruments = registerInstruments(registry);
  createAtZero(instruments);
  const containers = new ContainerMetrics(registry);
  registerHostMetrics(registry, fleet);
  const close = registerProcessMetrics(registry);
  return {
    ...createObserved(instruments),
    probeResult: registerProbeResults(registry),
    contentType: registry.contentType,
    render: () => {
      containers.take(fleet);
      return registry.metrics();
    },
    close,
  };
}
