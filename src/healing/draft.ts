import type { HealConfig, ThresholdConfig } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import type { Intent } from '../containers/intent.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Incident, IncidentType, Remediation } from '../incidents/incident.ts';
import type { Change, IncidentPatch } from '../incidents/ledger.ts';
import { patchIncident, timelineChange } from '../incidents/lifecycle.ts';
import type { DecisionRecord } from '../incidents/view.ts';
import type { ProbeReading } from '../probes/reading.ts';
import type { Symptom } from '../probes/symptom.ts';
import type { Verdict } from '../probes/verdict.ts';
import type { Chart } from './chart.ts';
import type { Case, Decision, Surroundings } from './policy.ts';
import type { Parent } from './relatives.ts';

/** What is seen of one target now. */
export interface Seen {
  readonly container: Container;
  readonly intent: Intent;
  /** The engine's time of the event that told it, or the time of the look. */
  readonly at: number;
  /** The container was removed and no other took its place. */
  readonly gone?: boolean;
  /** Until when the container was there that this one replaces; absent: until `at`. */
  readonly formerUntil?: number | undefined;
  /** As far as they are known by now; absent: as before. */
  readonly probes?: readonly ProbeReading[];
  readonly symptoms?: readonly Symptom[];
  /** The opinion that was formed then: a replay of the record takes it as it is. */
  readonly opinion?: Verdict;
}

/** What people asked not to be told of, and what they asked not to be done. */
export interface Quiet {
  readonly muted: 'silenced' | 'maintenance' | undefined;
  /** When to ask again at the latest. */
  readonly until: number | undefined;
  readonly pause: Case['pause'];
}

/** The world around the target. */
export interface World {
  readonly host: string;
  readonly heal: HealConfig;
  readonly thresholds: ThresholdConfig;
  /** There is somebody who can be told: a channel for messages. */
  readonly tells: boolean;
  /** Whom this target needs, nearest first. */
  readonly parents: () => readonly Parent[];
  /** Who needs this target directly. */
  readonly dependents: () => readonly string[];
  readonly quiet: (type: IncidentType) => Quiet;
  /** Claude Code has laid a hand on what this incident is about, and is still at it. */
  readonly actedOn: (incidentId: string) => boolean;
  readonly surroundings: Surroundings;
  /** Since when we watch without a gap: health before it proves nothing. */
  readonly watchedSince: number;
  /** Attempts that this very process is carrying out. */
  readonly executing: ReadonlySet<string>;
  readonly newId: () => string;
}

/** What came out of a decision on healing, if there was one. */
export interface Outcome {
  readonly decision?: Decision;
  readonly inputs?: Case;
  readonly act?: Remediation | undefined;
}

export interface Step {
  readonly chart: Chart;
  /** To be recorded in one transaction, before anything is done or told. */
  readonly changes: readonly Change[];
  readonly happenings: readonly Happening[];
  readonly decision: Decision | undefined;
  /** What the decision rested on. */
  readonly inputs: Case | undefined;
  /** The decision in words, and as a change to be recorded when it does not hold up an act. */
  readonly decided: { readonly record: DecisionRecord; readonly change: Change } | undefined;
  /** To be carried out once the changes are recorded. */
  readonly act: Remediation | undefined;
}

/** A chart under way: the next chart, and what has to be recorded and told with it. Lives only inside one step. */
export class Draft {
  chart: Chart;
  readonly world: World;
  readonly now: number;
  readonly changes: Change[] = [];
  readonly happenings: Happening[] = [];
  #decided: Step['decided'];

  constructor(chart: Chart, world: World, now: number) {
    this.chart = { ...chart, dueAt: undefined };
    this.world = world;
    this.now = now;
  }

  set(part: Partial<Chart>): void {
    this.chart = { ...this.chart, ...part };
  }

  /** Looks at this target again at the earliest of all instants that were asked for. */
  due(at: number): void {
    this.set({ dueAt: Math.min(at, this.chart.dueAt ?? at) });
  }

  record(change: Change): void {
    this.changes.push(change);
  }

  tell(happening: Happening): void {
    this.happenings.push(happening);
  }

  /** A line in the story of one incident. */
  note(incident: Incident, kind: string, reason: string, detail: Readonly<Record<string, unknown>> = {}): void {
    this.record(timelineChange(this.world.newId(), incident.id, this.now, kind, reason, detail));
  }

  /** What was opened in this very step is opened, and told of, as it is in the end: one row written, not written and changed. */
  patch(incident: Incident, set: IncidentPatch): Incident {
    const patched = patchIncident(incident, set);
    const opening = this.changes.findIndex(
      (change) => change.kind === 'incident_opened' && change.incident.id === incident.id,
    );
    if (opening < 0) this.record(patched.change);
    else {
      this.changes[opening] = { kind: 'incident_opened', incident: patched.incident };
      const told = this.happenings.findIndex((it) => it.kind === 'incident_opened' && it.incident.id === incident.id);
      const { now: at } = this;
      if (told >= 0) this.happenings[told] = { kind: 'incident_opened', at, incident: patched.incident };
    }
    this.set({
      incidents: this.chart.incidents.map((open) => (open.id === incident.id ? patched.incident : open)),
    });
    return patched.incident;
  }

  replaceAttempt(attempt: Remediation): void {
    this.set({ attempts: this.chart.attempts.map((old) => (old.id === attempt.id ? attempt : old)) });
  }

  decided(record: DecisionRecord, incident: Incident): void {
    const { newId, host } = this.world;
    const decision = { ...record, id: newId(), target: this.chart.target, host, incidentId: incident.id };
    this.#decided = { record, change: { kind: 'decision', decision } };
  }

  finish({ decision, inputs, act }: Outcome): Step {
    const { chart, changes, happenings } = this;
    return { chart, changes, happenings, decision, inputs, decided: this.#decided, act };
  }
}
