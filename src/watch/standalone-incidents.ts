import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Quiet } from '../healing/draft.ts';
import { applyOrder, incidentResolved } from '../incidents/apply-order.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Incident, IncidentType, Resolution } from '../incidents/incident.ts';
import type { Change, IncidentPatch, Ledger } from '../incidents/ledger.ts';
import { openIncident, resolutionPatch } from '../incidents/lifecycle.ts';
import { isForPeace, type Order } from '../incidents/orders.ts';
import { type Dismissal, Dismissals } from './dismissals.ts';
import { tellQueued } from './escalating.ts';
import { reasonOf, StandaloneStep } from './standalone-step.ts';
import { hostSubject, type Subject, type Trouble } from './trouble.ts';

export interface StandaloneIncidentsDeps {
  readonly host: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly happenings: Emitter<Happening>;
  readonly newId: () => string;
  readonly outbox: (happenings: readonly Happening[], now: number) => readonly Change[];
  /** What goes on the queue for Claude Code with it, and what no longer needs it. */
  readonly escalate: (happenings: readonly Happening[], now: number) => readonly Change[];
  /** There is somebody who can be told. */
  readonly tells: boolean;
  /** What people asked for: not to be told of this trouble, or that nothing is done about it. */
  readonly quiet: (target: string, type: IncidentType, now: number) => Quiet;
}

type Writing = { readonly [K in 'changes' | 'told' | 'onCall']: Readonly<StandaloneStep[K]> };

const keyOf = (target: string, type: IncidentType): string => `${type} ${target}`;

/**
 * Incidents that belong to no chart: of the host, and of services that are gone. At most one is open per target and type.
 * Everything is done one after another; what could not be written down has not happened and is tried again.
 */
export class StandaloneIncidents {
  readonly #deps: StandaloneIncidentsDeps;
  readonly #open = new Map<string, Incident>();
  readonly #dismissals: Dismissals;
  #queue: Promise<unknown> = Promise.resolve();

  /** `open` and `dismissed`: from before this process began. */
  constructor(deps: StandaloneIncidentsDeps, open: readonly Incident[], dismissed: readonly Dismissal[] = []) {
    this.#deps = deps;
    this.#dismissals = new Dismissals(deps.host, hostSubject(deps.host).target, dismissed);
    for (const incident of open) this.#open.set(keyOf(incident.target, incident.type), incident);
  }

  get open(): readonly Incident[] {
    return [...this.#open.values()];
  }

  /** Resolved by hand while the trouble lasts. */
  get dismissed(): readonly Dismissal[] {
    return this.#dismissals.all;
  }

  /**
   * The trouble is there: opens its incident, or keeps it open. While people work on it none is opened, unless nobody would
   * tell of it again: then it is on record at once, and told and queued when they are done.
   */
  raise(type: IncidentType, subject: Subject, trouble: Trouble, { alsoInPeace = false } = {}): Promise<void> {
    return this.#after(async () => {
      const { target } = subject;
      if (this.#dismissals.has(target, type)) return;
      const open = this.#open.get(keyOf(target, type));
      const pause = open === undefined ? this.#quiet(target, type).pause : undefined;
      if (pause !== undefined && !alsoInPeace) return;
      const step = this.#step(open ?? this.#begin(type, subject, trouble));
      if (open === undefined) step.open(trouble.reason, pause?.reason);
      else step.change(trouble);
      await this.#settle(step);
    });
  }

  /** The trouble of an open one is still there: what the peace has held back is told, and queued, when it is over. */
  remind(type: IncidentType, target: string): Promise<void> {
    return this.#after(async () => {
      const open = this.#open.get(keyOf(target, type));
      if (open !== undefined) await this.#settle(this.#step(open));
    });
  }

  /** The trouble is not there (any more). */
  clear(type: IncidentType, target: string, reason: string, resolution: Resolution = 'self_recovered'): Promise<void> {
    return this.#after(async () => {
      const at = this.#deps.clock.now();
      await this.#dismissals.remove({ target, type }, at, (changes) => this.#write({ changes, told: [], onCall: [] }));
      const open = this.#open.get(keyOf(target, type));
      if (open === undefined) return;
      const step = this.#step(open);
      step.note('resolved', reason, { resolution });
      await this.#end(step, resolutionPatch(at, resolution));
    });
  }

  /** More is known of an open one. */
  note(type: IncidentType, target: string, evidence: Trouble['evidence']): Promise<void> {
    return this.#after(async () => {
      const open = this.#open.get(keyOf(target, type));
      if (open === undefined) return;
      const step = this.#step(open);
      step.add(evidence);
      await this.#keep(step);
    });
  }

  /** What a person wants done with one of these. Resolved by hand it stays closed until the trouble has gone and come back. */
  order(id: string, order: Order): Promise<Incident> {
    return this.#after(async () => {
      const open = this.open.find((incident) => incident.id === id);
      if (open === undefined) throw incidentResolved();
      const at = this.#deps.clock.now();
      const { set, timeline } = applyOrder(open, order, at);
      const step = this.#step(open);
      step.note(timeline.kind, timeline.reason, timeline.detail);
      if (order.kind === 'resolve') {
        const { target, type } = open;
        const dismissal = { target, type, reason: reasonOf(open) };
        await this.#dismissals.add(dismissal, at, (changes) => this.#end(step, set, changes));
        return step.incident;
      }
      if (Object.keys(set).length > 0) step.patch(set);
      const { incident } = step;
      if (order.kind === 'escalate') step.tell({ kind: 'escalation_asked', at, incident, by: order.by });
      if (isForPeace(order)) step.tell({ kind: 'peace_ordered', at, incident });
      await this.#keep(step);
      return incident;
    });
  }

  #begin(type: IncidentType, subject: Subject, { severity, reason, description, evidence }: Trouble): Incident {
    const { host, clock, newId } = this.#deps;
    const details = { severity, description, evidence: { ...evidence, reason } };
    return openIncident({ id: newId(), at: clock.now(), host, type, ...subject, ...details });
  }

  #step(incident: Incident): StandaloneStep {
    return new StandaloneStep(incident, this.#deps.clock.now(), this.#deps.newId);
  }

  #quiet(target: string, type: IncidentType): Quiet {
    return this.#deps.quiet(target, type, this.#deps.clock.now());
  }

  async #settle(step: StandaloneStep): Promise<void> {
    const { target, type } = step.incident;
    step.settle(() => this.#quiet(target, type), this.#deps.tells);
    await this.#keep(step);
  }

  async #keep(step: StandaloneStep): Promise<void> {
    await this.#write(step);
    this.#open.set(keyOf(step.incident.target, step.incident.type), step.incident);
  }

  async #end(step: StandaloneStep, set: IncidentPatch, more: readonly Change[] = []): Promise<void> {
    const at = this.#deps.clock.now();
    step.patch(set);
    const { incident } = step;
    const recoverySeconds = Math.max(0, (at - incident.timestamp) / 1000);
    step.tell({ kind: 'incident_resolved', at, incident, recoverySeconds });
    const tellsPeople = incident.toldAt !== undefined && !incident.muted;
    if (tellsPeople) step.tell({ kind: 'people_told', at, event: 'incident_resolved', incident });
    await this.#write({ changes: [...step.changes, ...more], told: step.told, onCall: step.onCall });
    this.#open.delete(keyOf(incident.target, incident.type));
  }

  async #write({ changes, told, onCall }: Writing): Promise<void> {
    if (changes.length === 0) return;
    const { ledger, happenings, outbox, escalate, clock } = this.#deps;
    const now = clock.now();
    const queued = escalate(onCall, now);
    await ledger.record([...changes, ...queued, ...outbox(told, now)]);
    tellQueued(happenings, queued, now);
    for (const happening of told) happenings.emit(happening);
  }

  #after<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }
}
