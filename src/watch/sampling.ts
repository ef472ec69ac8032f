import { type Breathe, breathe as breatheForReal, eachInTurns } from '../base/breathe.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { HostProbe, Sampler } from '../containers/ports.ts';
import type { HealthMetric, HostSample, ResourceSample } from '../containers/sample.ts';
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
  /** Called as soon as the host is sampled, however long the containers take. */
  readonly onHostSampled: (sample: HostSample) => void;
  /** Called once a sweep, before anything is written down, so that it does not depend on the storage. */
  readonly onSampled: (hostSample: HostSample | undefined) => SampledListener;
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

/**
 * One sweep: the host and all running containers side by side, one insert. Where one of both cannot be sampled the other one is
 * taken all the same; the sweep fails at its end.
 */
export class Sampling {
  readonly #deps: SamplingDeps;
  /** Of the last sweep; undefined when that one could not read the host. */
  hostSample: HostSample | undefined;

  constructor(deps: SamplingDeps) {
    this.#deps = deps;
  }

  async sweep(): Promise<void> {
    const { roster, sampler, ledger, clock, happenings, host, onSampled } = this.#deps;
    const { breathe = breatheForReal } = this.#deps;
    const startedAt = clock.now();
    const watched = new Set([...roster.entries].filter((entry) => entry.chart.verdict.kind !== 'off'));
    const running = [...watched].filter((entry) => entry.chart.container.state === 'running');
    const ids = running.map((entry) => entry.chart.container.id);
    const [machine, containers] = await Promise.allSettled([this.#sampleHost(), sampler.sample(ids)]);
    const samples = containers.status === 'fulfilled' ? containers.value : new Map<string, ResourceSample>();
    const now = clock.now();
    const listener = onSampled(this.hostSample);
    const metrics: HealthMetric[] = [];
    await eachInTurns([...roster.entries], ENTRIES_A_BREATH, breathe, (entry) => {
      if (entry.hasLeft) return;
      entry.sample = samples.get(entry.chart.container.id);
      listener.take(entry);
      if (watched.has(entry)) metrics.push(metricOf(entry, now));
    });
    listener.end();
    await ledger.recordSamples(host, metrics, this.hostSample);
    happenings.emit({ kind: 'sampled', at: now, seconds: (now - startedAt) / 1000, samples: samples.size });
    rethrow([machine, containers]);
  }

  async #sampleHost(): Promise<void> {
    const { hostProbe, onHostSampled } = this.#deps;
    try {
      this.hostSample = await hostProbe.sample();
    } catch (error) {
      // Old figures would pass for what is.
      this.hostSample = undefined;
      throw error;
    }
    onHostSampled(this.hostSample);
  }
}

/** For the loop, which logs it once. */
function rethrow(ends: readonly PromiseSettledResult<unknown>[]): void {
  const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  if (reasons.length === 1) throw reasons[0];
  if (reasons.length > 1) throw new AggregateError(reasons, reasons.map((reason) => messageOf(reason)).join('; '));
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
