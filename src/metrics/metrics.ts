import { Registry } from 'prom-client';
import { type Breathe, breathe as breatheForReal } from '../base/breathe.ts';
import type { Clock } from '../base/clock.ts';
import type { FleetView } from '../incidents/view.ts';
import { CONTAINER_FAMILIES } from './containers.ts';
import { registerHostMetrics } from './host.ts';
import { createAtZero, registerInstruments } from './instruments.ts';
import { LabelBook } from './label-book.ts';
import { registerMonitorMetrics } from './monitor.ts';
import { createObserved, type Observed } from './observed.ts';
import { PROBE_FAMILIES, registerProbeResults } from './probes.ts';
import { registerProcessMetrics } from './process.ts';
import { gather, slicesOf } from './slices.ts';

const FLEET_FAMILIES = [...CONTAINER_FAMILIES, ...PROBE_FAMILIES];

export interface Metrics extends Observed {
  readonly probeResult: ReturnType<typeof registerProbeResults>;
  readonly contentType: string;
  /**
   * The exposition, in UTF-8: from memory, no I/O of ours, everything as it is at one moment. A scrape that comes while another
   * is being answered gets the same answer.
   */
  render(): Promise<Buffer>;
  close(): void;
}

export interface MetricsOptions {
  readonly fleet: FleetView;
  readonly clock: Clock;
  readonly version: string;
  readonly breathe?: Breathe;
}

export function createMetrics({ fleet, clock, version, breathe = breatheForReal }: MetricsOptions): Metrics {
  const registry = new Registry();
  registerMonitorMetrics(registry, fleet, clock, version);
  const instruments = registerInstruments(registry);
  createAtZero(instruments);
  registerHostMetrics(registry, fleet);
  const close = registerProcessMetrics(registry);
  const book = new LabelBook();
  const render = async (): Promise<Buffer> => {
    const entries = book.take(fleet);
    return gather(slicesOf(await registry.metrics(), FLEET_FAMILIES, entries), breathe);
  };
  let underway: Promise<Buffer> | undefined;
  return {
    ...createObserved(instruments),
    probeResult: registerProbeResults(registry),
    contentType: registry.contentType,
    render: () => {
      underway ??= render().finally(() => {
        underway = undefined;
      });
      return underway;
    },
    close,
  };
}
