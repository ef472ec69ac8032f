import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import { registerGauges } from './computed.ts';
import { single } from './monitor.ts';

/** A finer timer costs processor time for ever: 10 ms takes 0.5 % of a core, 50 ms takes 0.1 %. */
const LAG_RESOLUTION_MS = 50;

/** prom-client measures lag with a timer of its own and includes the timer's period; ours replaces it. */
const NEVER_MS = 86_400_000;

/** Gauges of prom-client that are named like counters; `promtool check metrics` rightly objects. */
const MISNAMED = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

/** The usual `process_*` and `nodejs_*`, and the lag of the event loop. Returns what ends the measurement. */
export function registerProcessMetrics(registry: Registry): () => void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  for (const { name } of registry.getMetricsAsArray()) {
    if (name.startsWith('nodejs_eventloop_lag_') || MISNAMED.includes(name)) registry.removeSingleMetric(name);
  }
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  registerGauges(registry, [
    single('paramedic_event_loop_lag_seconds', 'Longest delay of the event loop since the last scrape.', () => {
      const lagMs = delay.max / 1e6 - LAG_RESOLUTION_MS;
      delay.reset();
      return Math.max(0, lagMs) / 1_000;
    }),
  ]);
  return () => void delay.disable();
}
