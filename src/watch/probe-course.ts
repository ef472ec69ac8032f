import type { ProbeSpec } from '../config/container-settings.ts';
import { lifeOf } from '../containers/life.ts';
import { beginReading, type ProbeState } from '../probes/probe-state.ts';
import { slowResponse } from '../probes/slow-response.ts';
import type { Entry } from './roster.ts';

/** One probe of one life of a container, and what it found out. */
export interface Job {
  readonly course: Course;
  readonly spec: ProbeSpec;
  state: ProbeState;
  /** Set while it runs. */
  running: AbortController | undefined;
}

const KEYS = new WeakMap<readonly ProbeSpec[], string>();

/** Labels are read anew at each look: the same probes are another list each time. */
function keyOf(specs: readonly ProbeSpec[]): string {
  const key = KEYS.get(specs) ?? JSON.stringify(specs);
  KEYS.set(specs, key);
  return key;
}

/** Should it be probed at all? */
export const isProbed = ({ chart }: Entry): boolean =>
  chart.settings.probes.length > 0 && chart.container.state === 'running';

/** All probes of one life of a container. */
export class Course {
  readonly entry: Entry;
  readonly jobs: readonly Job[];
  readonly #life: string;
  readonly #key: string;
  #isOver = false;

  /** `before`: what the same target had until now. Of it only is kept what is still true. */
  constructor(entry: Entry, now: number, before: Course | undefined) {
    const { container, settings } = entry.chart;
    this.entry = entry;
    this.#life = lifeOf(container);
    this.#key = keyOf(settings.probes);
    this.jobs = settings.probes.map((spec) => ({
      course: this,
      spec,
      state: this.#beginning(spec, now, before),
      running: undefined,
    }));
  }

  /** Nobody asks for its results any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  fits(entry: Entry): boolean {
    const { container, settings } = entry.chart;
    return entry === this.entry && lifeOf(container) === this.#life && keyOf(settings.probes) === this.#key;
  }

  /** Hands the readings out. True when a symptom came or went. */
  publish(): boolean {
    const readings = this.jobs.map(({ state }) => state.reading);
    const { container, settings } = this.entry.chart;
    this.entry.takeReadings(this.#life, readings);
    return this.entry.report('probes', slowResponse(container.name, readings, settings.probes));
  }

  /** True when a symptom went with it. */
  end(): boolean {
    this.#isOver = true;
    for (const { running } of this.jobs) running?.abort();
    this.entry.takeReadings(this.#life, []);
    return this.entry.report('probes', []);
  }

  /** The same probe in the same life goes on; in another life it begins anew, on a road that may be known. */
  #beginning(spec: ProbeSpec, now: number, before: Course | undefined): ProbeState {
    const old = before?.jobs.find((job) => job.spec.name === spec.name && job.spec.address === spec.address);
    if (old === undefined || before === undefined) return beginReading(spec, now);
    const goesOn = before.#life === this.#life && JSON.stringify(old.spec) === JSON.stringify(spec);
    return goesOn ? old.state : beginReading(spec, now, old.state.reached);
  }
}
