import type { ContainerSettings } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import type { Finding } from '../containers/finding.ts';
import { type Intent, NO_INTENT } from '../containers/intent.ts';
import { lifeOf } from '../containers/life.ts';
import type { ResourceSample } from '../containers/sample.ts';
import type { Chart } from '../healing/chart.ts';
import type { Place } from '../healing/policy.ts';
import type { Incident, Remediation } from '../incidents/incident.ts';
import type { TargetMemory } from '../incidents/ledger.ts';
import type { DecisionRecord } from '../incidents/view.ts';
import type { ProbeReading } from '../probes/reading.ts';
import type { Symptom } from '../probes/symptom.ts';

const DECISIONS_KEPT = 20;
const NO_SYMPTOMS: readonly Symptom[] = [];
const NO_READINGS: readonly ProbeReading[] = [];

/** One watched target: its chart, and what is not worth a step (samples, findings, the last decisions). */
export class Entry {
  chart: Chart;
  /** When the facts in the chart were read from the engine. */
  factsAt: number;
  intent: Intent;
  findings: readonly Finding[];
  sample: ResourceSample | undefined;
  readonly decisions: DecisionRecord[] = [];
  #readings: { readonly life: string; readonly probes: readonly ProbeReading[] } | undefined;
  readonly #symptoms = new Map<string, readonly Symptom[]>();
  #queue: Promise<void> = Promise.resolve();

  constructor(chart: Chart, factsAt: number, findings: readonly Finding[]) {
    this.chart = chart;
    this.factsAt = factsAt;
    this.intent = chart.intent;
    this.findings = findings;
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
    return this.#readings?.life === lifeOf(container) ? this.#readings.probes : NO_READINGS;
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

  remember(decision: DecisionRecord): void {
    const last = this.decisions[this.decisions.length - 1];
    // The same answer again is not a new decision; only its time moves on.
    if (last?.decision === decision.decision && last.reason === decision.reason) this.decisions.pop();
    this.decisions.push(decision);
    if (this.decisions.length > DECISIONS_KEPT) this.decisions.shift();
  }
}

/** Everyone who is watched, by target and by container id; and how many are left out. */
export class Roster {
  readonly #byTarget = new Map<string, Entry>();
  unwatched = 0;

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
    this.#byTarget.set(entry.chart.target, entry);
  }

  remove(target: string): void {
    this.#byTarget.delete(target);
  }
}

/** What was known of one target before this process began. */
export interface TargetPast {
  readonly memory: TargetMemory | undefined;
  readonly incidents: readonly Incident[];
  readonly attempts: readonly Remediation[];
}

/** The first chart of a target, before the first look is taken into it. */
export function firstChart(container: Container, place: Place, settings: ContainerSettings, past: TargetPast): Chart {
  return {
    target: container.target,
    container,
    place,
    settings,
    intent: rememberedIntent(container, past),
    verdict: { kind: 'unknown', reason: 'not_observed' },
    since: 0,
    incidents: past.incidents,
    attempts: past.attempts,
    refusal: undefined,
    judgedAttemptId: past.attempts[past.attempts.length - 1]?.id,
    dueAt: undefined,
  };
}

/** An end that was seen before our own restart is still seen; a person's stop is still a person's; ours is ours. */
function rememberedIntent(container: Container, { memory, attempts }: TargetPast): Intent {
  if (container.state === 'running') return NO_INTENT;
  const underway = attempts.find((attempt) => attempt.finishedAt === undefined && attempt.containerId === container.id);
  if (underway !== undefined) return { ...NO_INTENT, end: { at: underway.intendedAt, ours: true } };
  if (memory === undefined || memory.containerId !== container.id) return NO_INTENT;
  const sawTheEnd = memory.state === container.state && memory.verdict === 'sick';
  return {
    ...NO_INTENT,
    stoppedOnPurpose: memory.stoppedOnPurpose,
    end: sawTheEnd ? { at: memory.since, ours: false } : undefined,
  };
}
