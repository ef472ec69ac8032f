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
  const lag = new Lag();
  registerGauges(registry, [
    single('paramedic_event_loop_lag_seconds', 'Longest delay of the event loop since the last scrape.', () =>
      lag.takeSeconds(),
    ),
  ]);
  return () => lag.end();
}

/**
 * The longest delay since it was last asked. After a reset Node's histogram takes its first tick as the beginning and sees
 * nothing before that, such as the rendering of the very answer; one timer of our own covers the gap.
 */
class Lag {
  readonly #delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  #gapMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#delay.enable();
  }

  takeSeconds(): number {
    const lagMs = Math.max(0, this.#delay.max / 1e6 - LAG_RESOLUTION_MS, this.#gapMs);
    this.#delay.reset();
    this.#coverGap();
    return lagMs / 1_000;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#delay.disable();
  }

  #coverGap(): void {
    clearTimeout(this.#timer);
    this.#gapMs = 0;
    const since = performance.now();
    this.#timer = setTimeout(() => {
      this.#gapMs = performance.now() - since - LAG_RESOLUTION_MS;
    }, LAG_RESOLUTION_MS).unref();
  }
}
