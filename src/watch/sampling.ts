import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { HostProbe, Sampler } from '../containers/ports.ts';
import type { HealthMetric, HostSample } from '../containers/sample.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Ledger } from '../incidents/ledger.ts';
import type { Entry, Roster } from './roster.ts';

export interface SamplingDeps {
  readonly host: string;
  readonly roster: Roster;
  readonly sampler: Sampler;
  readonly hostProbe: HostProbe;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly happenings: Emitter<Happening>;
  /** The entries have their new samples; called before they are written down, so that it does not depend on the storage. */
  readonly onSwept: (hostSample: HostSample) => void;
}

/** One sweep: all running containers side by side, one insert. */
export class Sampling {
  readonly #deps: SamplingDeps;
  hostSample: HostSample | undefined;

  constructor(deps: SamplingDeps) {
    this.#deps = deps;
  }

  async sweep(): Promise<void> {
    const { roster, sampler, hostProbe, ledger, clock, happenings, host, onSwept } = this.#deps;
    const startedAt = clock.now();
    const watched = [...roster.entries].filter((entry) => entry.chart.verdict.kind !== 'off');
    const running = watched.filter((entry) => entry.chart.container.state === 'running');
    const [samples, hostSample] = await Promise.all([
      sampler.sample(running.map((entry) => entry.chart.container.id)),
      hostProbe.sample(),
    ]);
    this.hostSample = hostSample;
    for (const entry of roster.entries) entry.sample = samples.get(entry.chart.container.id);
    onSwept(hostSample);
    const now = clock.now();
    await ledger.recordSamples(
      host,
      watched.map((entry) => metricOf(entry, now)),
      hostSample,
    );
    happenings.emit({ kind: 'sampled', at: now, seconds: (now - startedAt) / 1000, samples: samples.size });
  }
}

function metricOf({ chart, sample, probes }: Entry, at: number): HealthMetric {
  const { container } = chart;
  return {
    at,
    target: chart.target,
    containerName: container.name,
    containerId: container.id,
    status: chart.verdict.kind,
    responseTimeMs: container.lastCheck?.durationMs ?? probes[0]?.latencyMs,
    restartCount: container.restartCount,
    sample,
  };
}
