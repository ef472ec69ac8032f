import { type Breathe, breathe as breatheForReal, eachInTurns } from '../base/breathe.ts';
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
  /** Called once a sweep, before anything is written down, so that it does not depend on the storage. */
  readonly onSampled: (hostSample: HostSample) => SampledListener;
  readonly breathe?: Breathe;
}

export interface SampledListener {
  /** This entry has its new sample, or none. */
  take(entry: Entry): void;
  /** All have. */
  end(): void;
}

/** 2 ms of work. */
const ENTRIES_A_BREATH = 200;

/** One sweep: all running containers side by side, one insert. */
export class Sampling {
  readonly #deps: SamplingDeps;
  hostSample: HostSample | undefined;

  constructor(deps: SamplingDeps) {
    this.#deps = deps;
  }

  async sweep(): Promise<void> {
    const { roster, sampler, hostProbe, ledger, clock, happenings, host, onSampled } = this.#deps;
    const { breathe = breatheForReal } = this.#deps;
    const startedAt = clock.now();
    const watched = new Set([...roster.entries].filter((entry) => entry.chart.verdict.kind !== 'off'));
    const running = [...watched].filter((entry) => entry.chart.container.state === 'running');
    const [samples, hostSample] = await Promise.all([
      sampler.sample(running.map((entry) => entry.chart.container.id)),
      hostProbe.sample(),
    ]);
    this.hostSample = hostSample;
    const now = clock.now();
    const listener = onSampled(hostSample);
    const metrics: HealthMetric[] = [];
    await eachInTurns([...roster.entries], ENTRIES_A_BREATH, breathe, (entry) => {
      if (entry.hasLeft) return;
      entry.sample = samples.get(entry.chart.container.id);
      listener.take(entry);
      if (watched.has(entry)) metrics.push(metricOf(entry, now));
    });
    listener.end();
    await ledger.recordSamples(host, metrics, hostSample);
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
