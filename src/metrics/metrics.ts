import { Registry } from 'prom-client';
import { type Breathe, breathe as breatheForReal } from '../base/breathe.ts';
import type { Clock } from '../base/clock.ts';
import type { FleetView, TargetView } from '../incidents/view.ts';
import { compose } from './compose.ts';
import { CONTAINER_FAMILIES } from './containers.ts';
import { type EscalationMetricsDeps, registerEscalationMetrics } from './escalations.ts';
import { registerHostMetrics } from './host.ts';
import { createAtZero, registerInstruments } from './instruments.ts';
import { LabelBook } from './label-book.ts';
import { registerMonitorMetrics } from './monitor.ts';
import { createObserved, type Observed } from './observed.ts';
import { PROBE_FAMILIES, registerProbeResults } from './probes.ts';
import { registerProcessMetrics } from './process.ts';

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
  /** The queue for Claude Code; absent where there is none. */
  readonly onCall?: EscalationMetricsDeps;
  readonly clock: Clock;
  readonly version: string;
  readonly breathe?: Breathe;
}

export function createMetrics({ fleet, onCall, clock, version, breathe = breatheForReal }: MetricsOptions): Metrics {
  const registry = new Registry();
  let views: readonly TargetView[] = [];
  let room = 0;
  registerMonitorMetrics(registry, { fleet, views: () => views, clock, version });
  const instruments = registerInstruments(registry);
  createAtZero(instruments);
  registerHostMetrics(registry, fleet);
  if (onCall !== undefined) registerEscalationMetrics(registry, onCall);
  const close = registerProcessMetrics(registry);
  const book = new LabelBook();
  const render = async (): Promise<Buffer> => {
    views = fleet.targets();
    const entries = book.take(fleet.engine().host, views);
    const others = await registry.metrics();
    views = [];
    const page = await compose({ before: others, families: FLEET_FAMILIES, entries, room }, breathe);
    // The next one is about as long.
    room = page.length + (page.length >> 4);
    return page;
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
