import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Incident, IncidentType } from '../incidents/incident.ts';
import type { Change, Ledger } from '../incidents/ledger.ts';
import { openIncident, patchIncident, resolutionPatch, timelineChange } from '../incidents/lifecycle.ts';

export interface HostIncidentsDeps {
  readonly host: string;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly happenings: Emitter<Happening>;
  readonly newId: () => string;
  readonly outbox: (happenings: readonly Happening[], now: number) => readonly Change[];
}

/** Troubles that belong to no container but to the host: an engine that is away, a brake that is on. */
export class HostIncidents {
  readonly #deps: HostIncidentsDeps;
  readonly #open = new Map<IncidentType, Incident>();

  constructor(deps: HostIncidentsDeps, open: readonly Incident[]) {
    this.#deps = deps;
    for (const incident of open) this.#open.set(incident.type, incident);
  }

  static targetOf(host: string): string {
    return `host/${host}`;
  }

  get open(): readonly Incident[] {
    return [...this.#open.values()];
  }

  /** Opens or resolves, whichever brings the record in line with what is. */
  async set(type: IncidentType, present: boolean, reason: string, description: string): Promise<void> {
    const open = this.#open.get(type);
    if (present && open === undefined) await this.#begin(type, reason, description);
    if (!present && open !== undefined) await this.#end(open, reason);
  }

  async #begin(type: IncidentType, reason: string, description: string): Promise<void> {
    const { host, clock, newId } = this.#deps;
    const at = clock.now();
    const incident = openIncident({
      id: newId(),
      at,
      host,
      target: HostIncidents.targetOf(host),
      containerName: '',
      containerId: '',
      type,
      severity: 'critical',
      description,
      evidence: {},
    });
    const timeline = timelineChange(newId(), incident.id, at, 'opened', reason, { description });
    await this.#write([{ kind: 'incident_opened', incident }, timeline], { kind: 'incident_opened', at, incident });
    this.#open.set(type, incident);
  }

  async #end(open: Incident, reason: string): Promise<void> {
    const { clock, newId } = this.#deps;
    const at = clock.now();
    const { incident, change } = patchIncident(open, resolutionPatch(at, 'self_recovered'));
    const timeline = timelineChange(newId(), open.id, at, 'resolved', reason, { resolution: 'self_recovered' });
    const recoverySeconds = (at - open.timestamp) / 1000;
    await this.#write([timeline, change], { kind: 'incident_resolved', at, incident, recoverySeconds });
    this.#open.delete(open.type);
  }

  async #write(changes: readonly Change[], happening: Happening): Promise<void> {
    const { ledger, happenings, outbox } = this.#deps;
    await ledger.record([...changes, ...outbox([happening], happening.at)]);
    happenings.emit(happening);
  }
}
