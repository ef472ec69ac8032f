import type { ThresholdConfig } from '../config/config.ts';
import { lifeOf } from '../containers/life.ts';
import type { HostSample, ResourceSample } from '../containers/sample.ts';
import { type VitalSample, Vitals } from '../probes/vitals.ts';
import type { Entry } from './roster.ts';
import type { SampledListener } from './sampling.ts';

export interface VitalsWatchDeps {
  readonly thresholds: ThresholdConfig;
  /** How far apart sweeps are. */
  readonly intervalMs: number;
  /** The symptoms of this target have changed. */
  readonly onChange: (entry: Entry) => void;
}

interface Kept {
  readonly life: string;
  readonly vitals: Vitals;
}

/** Keeps the windows of every container that runs; a new life begins with empty ones. */
export class VitalsWatch {
  readonly #deps: VitalsWatchDeps;
  #kept = new Map<string, Kept>();

  constructor(deps: VitalsWatchDeps) {
    this.#deps = deps;
  }

  /** One sweep; who was not among those it took is forgotten at its end. */
  sweep(host: HostSample | undefined): SampledListener {
    const kept = new Map<string, Kept>();
    return {
      take: (entry) => this.#take(entry, host, kept),
      end: () => {
        this.#kept = kept;
      },
    };
  }

  /** A container that could not be sampled keeps what was found: not knowing is no recovery. */
  #take(entry: Entry, host: HostSample | undefined, kept: Map<string, Kept>): void {
    const { thresholds, intervalMs, onChange } = this.#deps;
    const { target, container, settings } = entry.chart;
    if (container.state !== 'running') {
      if (entry.report('vitals', [])) onChange(entry);
      return;
    }
    const life = lifeOf(container);
    const before = this.#kept.get(target);
    const isSameLife = before?.life === life;
    const vitals = isSameLife ? before.vitals : new Vitals(thresholds, intervalMs);
    kept.set(target, { life, vitals });
    if (entry.sample === undefined && isSameLife) return;
    const { cpuRatio = thresholds.cpuRatio, memoryRatio = thresholds.memoryRatio } = settings.limits;
    const rules = { name: container.name, thresholds, cpuRatio, memoryRatio };
    const cores = container.cpuCores ?? host?.cores ?? entry.sample?.engineCores;
    const sample = entry.sample && vitalSampleOf(entry.sample, cores, host);
    const symptoms = sample === undefined ? [] : vitals.next(sample, rules);
    if (entry.report('vitals', symptoms)) onChange(entry);
  }
}

/** Pure: `cores` is what the container may use. */
export function vitalSampleOf(
  { at, cpuPercent, memoryBytes, memoryLimitBytes }: ResourceSample,
  cores: number | undefined,
  host: HostSample | undefined,
): VitalSample {
  const left = host === undefined || memoryBytes === undefined ? undefined : memoryBytes + host.memoryAvailableBytes;
  const isKnown = cpuPercent !== undefined && cores !== undefined;
  return {
    at,
    // A quota is kept over a moment, not over every moment: a bit more than all of it is all of it.
    cpuRatio: isKnown ? Math.min(1, cpuPercent / 100 / cores) : undefined,
    memoryBytes,
    memoryLimitBytes,
    memoryCeilingBytes: memoryLimitBytes ?? left,
  };
}
