import type { Container } from '../containers/container.ts';
import type { EngineEvent } from '../containers/event.ts';
import type { Finding } from '../containers/finding.ts';
import type { Intent } from '../containers/intent.ts';
import { lifeOf } from '../containers/life.ts';
import type { ResourceSample } from '../containers/sample.ts';
import type { Chart } from '../healing/chart.ts';
import type { DecisionRecord } from '../incidents/view.ts';
import type { ProbeReading } from '../probes/reading.ts';
import type { Symptom } from '../probes/symptom.ts';
import { Departed } from './departed.ts';
import type { ToldHealth } from './news.ts';

const DECISIONS_KEPT = 20;
const EVENTS_KEPT = 20;
const SAMPLES_KEPT = 5;

type ChartListener = (before: Chart, after: Chart) => void;
const NO_SYMPTOMS: readonly Symptom[] = [];
const NO_READINGS: readonly ProbeReading[] = [];

/** One watched target: its chart, and what is not worth a step (samples, findings, the last decisions). */
export class Entry {
  #chart: Chart;
  #listener: ChartListener | undefined;
  /** When the facts in the chart were read from the engine. */
  factsAt: number;
  /** When the last list was asked for that had its container. */
  listedAt = 0;
  /** The number of the question whose answer is in the chart (see news.ts). */
  takenIn = 0;
  /** The last check that the engine told of by itself. */
  toldHealth: ToldHealth | undefined;
  /** The number of the last start that the engine told of. */
  toldStart = 0;
  intent: Intent;
  /** What it did before that is history. */
  watchedFrom = 0;
  findings: readonly Finding[];
  /** Nobody watches it any more: what was still to be decided about it is void. */
  hasLeft = false;
  /** The last few, oldest first. */
  samples: readonly ResourceSample[] = [];
  /** The last few events of the engine about it, oldest first. */
  readonly events: EngineEvent[] = [];
  readonly decisions: DecisionRecord[] = [];
  #readings: { readonly life: string; readonly probes: readonly ProbeReading[] } | undefined;
  readonly #symptoms = new Map<string, readonly Symptom[]>();
  #sampled = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(chart: Chart, factsAt: number, findings: readonly Finding[]) {
    this.#chart = chart;
    this.factsAt = factsAt;
    this.intent = chart.intent;
    this.findings = findings;
  }

  /** When its container ended, or else until when it was there for sure. */
  get thereUntil(): number {
    return this.intent.end?.at ?? Math.max(this.factsAt, this.listedAt);
  }

  get chart(): Chart {
    return this.#chart;
  }

  set chart(next: Chart) {
    const before = this.#chart;
    this.#chart = next;
    this.#listener?.(before, next);
  }

  /** Who keeps count of all charts; undefined: nobody any more. */
  set listener(listener: ChartListener | undefined) {
    this.#listener = listener;
  }

  /** The last sample, if it still runs. */
  get sample(): ResourceSample | undefined {
    return this.#sampled ? this.samples[this.samples.length - 1] : undefined;
  }

  set sample(sample: ResourceSample | undefined) {
    this.#sampled = sample !== undefined;
    if (sample !== undefined) this.samples = [...this.samples.slice(1 - SAMPLES_KEPT), sample];
  }

  heard(event: EngineEvent): void {
    this.events.push(event);
    if (this.events.length > EVENTS_KEPT) this.events.shift();
  }

  /** Work on one target is done one after another; `work` must not throw. */
  enqueue(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work);
    return this.#queue;
  }

  /** Takes the readings of our own probes for one life of the container. */
  takeReadings(life: string, probes: readonly ProbeReading[]): void {
    this.#readings = { life, probes };
  }

  /** Of our own probes, for this life of this container: none yet when it has just started. */
  probesOf(container: Container): readonly ProbeReading[] {
    if (this.#readings === undefined) return NO_READINGS;
    return this.#readings.life === lifeOf(container) ? this.#readings.probes : NO_READINGS;
  }

  get probes(): readonly ProbeReading[] {
    return this.probesOf(this.chart.container);
  }

  get symptoms(): readonly Symptom[] {
    return this.#symptoms.size === 0 ? NO_SYMPTOMS : [...this.#symptoms.values()].flat();
  }

  /** All symptoms that one source (`vitals`, `logs`, `probes`) finds now; true when there is something to decide anew. */
  report(source: string, symptoms: readonly Symptom[]): boolean {
    const before = this.#symptoms.get(source) ?? NO_SYMPTOMS;
    if (symptoms.length === 0) this.#symptoms.delete(source);
    else this.#symptoms.set(source, symptoms);
    const types = (list: readonly Symptom[]) => list.map(({ type, reason }) => `${type} ${reason}`).join();
    return types(before) !== types(symptoms);
  }

  /** True for a new answer. The same answer again is not a new decision; only its time moves on. */
  remember(decision: DecisionRecord): boolean {
    const isNews = this.isNews(decision);
    if (!isNews) this.decisions.pop();
    this.decisions.push(decision);
    if (this.decisions.length > DECISIONS_KEPT) this.decisions.shift();
    return isNews;
  }

  isNews(decision: DecisionRecord): boolean {
    const last = this.decisions[this.decisions.length - 1];
    return last?.decision !== decision.decision || last.reason !== decision.reason;
  }
}

/** Everyone who is watched, by target; how many are left out; and how many are sick, counted as it changes. */
export class Roster {
  readonly #byTarget = new Map<string, Entry>();
  readonly departed = new Departed();
  unwatched = 0;
  sick = 0;
  /** Those that should be up. */
  expected = 0;
  /** Moves on whenever somebody comes, goes or is replaced. */
  version = 0;

  get entries(): IterableIterator<Entry> {
    return this.#byTarget.values();
  }

  get size(): number {
    return this.#byTarget.size;
  }

  get(target: string): Entry | undefined {
    return this.#byTarget.get(target);
  }

  add(entry: Entry): void {
    this.remove(entry.chart.target);
    this.#byTarget.set(entry.chart.target, entry);
    this.#count(entry.chart, 1);
    this.version += 1;
    entry.listener = (before, after) => {
      if (before.verdict.kind !== after.verdict.kind) {
        this.#count(before, -1);
        this.#count(after, 1);
      }
      if (before.container.id === after.container.id && before.settings === after.settings) return;
      this.version += 1;
      if (before.container.id !== after.container.id) this.departed.noteId(before.container.id, after.target);
    };
  }

  remove(target: string): void {
    const entry = this.#byTarget.get(target);
    if (entry === undefined) return;
    entry.listener = undefined;
    entry.hasLeft = true;
    this.#count(entry.chart, -1);
    this.#byTarget.delete(target);
    this.departed.noteGone(entry.chart, entry.thereUntil);
    this.version += 1;
  }

  #count({ verdict }: Chart, by: 1 | -1): void {
    if (verdict.kind === 'sick') this.sick += by;
    if (verdict.kind !== 'off') this.expected += by;
  }
}
