import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { applyOrder, incidentResolved } from '../incidents/apply-order.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Incident, IncidentType, Resolution } from '../incidents/incident.ts';
import type { Change, IncidentPatch, Ledger } from '../incidents/ledger.ts';
import { openIncident, patchIncident, resolutionPatch, timelineChange } from '../incidents/lifecycle.ts';
import type { Order } from '../incidents/orders.ts';
import { type Dismissal, Dismissals } from './dismissals.ts';
import { tellQueued } from './escalating.ts';
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
  /** Is there a silence over this trouble now? */
  readonly isMuted: (target: string, type: IncidentType, now: number) => boolean;
}

interface Writing {
  readonly changes: Change[];
  readonly told: Happening[];
}

const keyOf = (target: string, type: IncidentType): string => `${type} ${target}`;

const askedFor = ({ by }: Order, at: number) => ({ kind: 'escalation_asked', at, by }) as const;

/**
 * Incidents that belong to no chart: of the host, and of services that are gone. At most one is open per target and type.
 * Everything is done one after another; what could not be written down has not happened and is tried again.
 */
export class StandaloneIncidents {
  readonly #deps: StandaloneIncidentsDeps;
  readonly #open = new Map<string, Incident>();
  readonly #reasons = new Map<string, string>();
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

  /** The trouble is there: opens its incident, or keeps it open. */
  raise(type: IncidentType, subject: Subject, trouble: Trouble): Promise<void> {
    return this.#after(async () => {
      const key = keyOf(subject.target, type);
      if (this.#dismissals.has(subject.target, type)) return;
      const open = this.#open.get(key);
      const record: Writing = { changes: [], told: [] };
      const noted =
        open === undefined ? this.#begin(record, type, subject, trouble) : this.#note(record, open, trouble);
      const incident = this.#tell(record, noted);
      await this.#write(record);
      this.#open.set(key, incident);
      this.#reasons.set(key, trouble.reason);
    });
  }

  /** The trouble is not there (any more). */
  clear(type: IncidentType, target: string, reason: string, resolution: Resolution = 'self_recovered'): Promise<void> {
    return this.#after(async () => {
      const key = keyOf(target, type);
      const at = this.#deps.clock.now();
      await this.#dismissals.remove({ target, type }, at, (changes) => this.#write({ changes, told: [] }));
      const open = this.#open.get(key);
      if (open === undefined) return;
      const line = timelineChange(this.#deps.newId(), open.id, at, 'resolved', reason, { resolution });
      await this.#end(open, resolutionPatch(at, resolution), line);
    });
  }

  /** More is known of an open one; its story goes on as it was. */
  note(type: IncidentType, target: string, evidence: Trouble['evidence']): Promise<void> {
    return this.#after(async () => {
      const key = keyOf(target, type);
      const open = this.#open.get(key);
      if (open === undefined) return;
      const { incident, change } = patchIncident(open, { evidence: { ...evidence, reason: this.#reasonOf(open) } });
      await this.#write({ changes: [change], told: [] });
      this.#open.set(key, incident);
    });
  }

  /** What a person wants done with one of these. Resolved by hand it stays closed until the trouble has gone and come back. */
  order(id: string, order: Order): Promise<Incident> {
    return this.#after(async () => {
      const open = this.open.find((incident) => incident.id === id);
      if (open === undefined) throw incidentResolved();
      const { clock, newId } = this.#deps;
      const now = clock.now();
      const { set, timeline } = applyOrder(open, order, now);
      const line = timelineChange(newId(), id, now, timeline.kind, timeline.reason, timeline.detail);
      if (order.kind === 'resolve') {
        const { target, type } = open;
        const ended = patchIncident(open, set).incident;
        const dismissal = { target, type, reason: this.#reasonOf(open) };
        await this.#dismissals.add(dismissal, now, (changes) => this.#end(open, set, line, changes));
        return ended;
      }
      const { incident, change } = patchIncident(open, set);
      const told: Happening[] = order.kind === 'escalate' ? [{ ...askedFor(order, now), incident }] : [];
      await this.#write({ changes: Object.keys(set).length > 0 ? [line, change] : [line], told });
      this.#open.set(keyOf(open.target, open.type), incident);
      return incident;
    });
  }

  #begin(record: Writing, type: IncidentType, subject: Subject, trouble: Trouble): Incident {
    const { host, clock, newId } = this.#deps;
    const at = clock.now();
    const { severity, reason, description, evidence } = trouble;
    const details = { severity, description, evidence: { ...evidence, reason } };
    const incident = openIncident({ id: newId(), at, host, type, ...subject, ...details });
    record.changes.push({ kind: 'incident_opened', incident });
    record.changes.push(timelineChange(newId(), incident.id, at, 'opened', reason, { description }));
    record.told.push({ kind: 'incident_opened', at, incident });
    return incident;
  }

  /** One incident may have several causes, which come and go. */
  #note(record: Writing, open: Incident, { reason, description, evidence }: Trouble): Incident {
    if (this.#reasonOf(open) === reason) return open;
    const { incident, change } = patchIncident(open, { evidence: { ...evidence, reason } });
    const at = this.#deps.clock.now();
    record.changes.push(timelineChange(this.#deps.newId(), open.id, at, 'changed', reason, { description }), change);
    return incident;
  }

  #reasonOf({ target, type, evidence }: Incident): string {
    return this.#reasons.get(keyOf(target, type)) ?? String(evidence.reason ?? '');
  }

  /** Tells people once, as soon as nothing asks for silence; and again when a snooze is over. */
  #tell(record: Writing, incident: Incident): Incident {
    const now = this.#deps.clock.now();
    const { muted, snoozedUntil = 0, toldAt, target, type } = incident;
    const isDue = toldAt === undefined || (toldAt < snoozedUntil && now >= snoozedUntil);
    if (!this.#deps.tells || !isDue || muted || now < snoozedUntil || this.#deps.isMuted(target, type, now)) {
      return incident;
    }
    const told = patchIncident(incident, { toldAt: now });
    const opening = record.changes.findIndex(({ kind }) => kind === 'incident_opened');
    if (opening < 0) record.changes.push(told.change);
    else record.changes[opening] = { kind: 'incident_opened', incident: told.incident };
    record.told.push({ kind: 'people_told', at: now, event: 'incident_opened', incident: told.incident });
    return told.incident;
  }

  async #end(open: Incident, set: IncidentPatch, line: Change, more: readonly Change[] = []): Promise<void> {
    const at = this.#deps.clock.now();
    const { incident, change } = patchIncident(open, set);
    const recoverySeconds = Math.max(0, (at - open.timestamp) / 1000);
    const told: Happening[] = [{ kind: 'incident_resolved', at, incident, recoverySeconds }];
    const tellsPeople = incident.toldAt !== undefined && !incident.muted;
    if (tellsPeople) told.push({ kind: 'people_told', at, event: 'incident_resolved', incident });
    await this.#write({ changes: [line, change, ...more], told });
    const key = keyOf(open.target, open.type);
    this.#open.delete(key);
    this.#reasons.delete(key);
  }

  async #write({ changes, told }: { [K in keyof Writing]: Readonly<Writing[K]> }): Promise<void> {
    if (changes.length === 0) return;
    const { ledger, happenings, outbox, escalate, clock } = this.#deps;
    const now = clock.now();
    const onCall = escalate(told, now);
    await ledger.record([...changes, ...onCall, ...outbox(told, now)]);
    tellQueued(happenings, onCall, now);
    for (const happening of told) happenings.emit(happening);
  }

  #after<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }
}
