import type { Quiet } from '../healing/draft.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Incident, TimelineEntry } from '../incidents/incident.ts';
import type { Change, IncidentPatch } from '../incidents/ledger.ts';
import { patchIncident, timelineChange } from '../incidents/lifecycle.ts';
import type { Trouble } from './trouble.ts';

/** What is to be recorded and told of one incident that belongs to no chart, in one go. Decides, and does nothing. */
export class StandaloneStep {
  readonly changes: Change[] = [];
  readonly told: Happening[] = [];
  /** What the queue for Claude Code has to know of it. */
  readonly onCall: Happening[] = [];
  incident: Incident;
  readonly #at: number;
  readonly #newId: () => string;

  constructor(incident: Incident, at: number, newId: () => string) {
    this.incident = incident;
    this.#at = at;
    this.#newId = newId;
  }

  /** `hold`: people work on it. Then it is on record only; `settle` does the rest when they are done. */
  open(reason: string, hold: string | undefined): void {
    if (hold !== undefined) this.incident = { ...this.incident, evidence: { ...this.incident.evidence, hold } };
    const { incident } = this;
    this.changes.push({ kind: 'incident_opened', incident });
    this.note('opened', reason, { description: incident.description });
    const opened: Happening = { kind: 'incident_opened', at: this.#at, incident };
    this.told.push(opened);
    if (hold === undefined) this.onCall.push(opened);
  }

  tell(happening: Happening): void {
    this.told.push(happening);
    this.onCall.push(happening);
  }

  note(kind: string, reason: string, detail: TimelineEntry['detail'] = {}): void {
    this.changes.push(timelineChange(this.#newId(), this.incident.id, this.#at, kind, reason, detail));
  }

  patch(set: IncidentPatch): void {
    const { incident, change } = patchIncident(this.incident, set);
    this.incident = incident;
    const opening = this.changes.findIndex(({ kind }) => kind === 'incident_opened');
    if (opening < 0) this.changes.push(change);
    else this.changes[opening] = { kind: 'incident_opened', incident };
  }

  /** One incident may have several causes, which come and go. */
  change({ reason, description, evidence }: Trouble): void {
    if (reasonOf(this.incident) === reason) return;
    this.note('changed', reason, { description });
    this.patch({ evidence: { ...evidence, ...heldAs(this.incident), reason } });
  }

  /** More is known of it; its story goes on as it was. */
  add(evidence: Trouble['evidence']): void {
    this.patch({ evidence: { ...evidence, ...heldAs(this.incident), reason: reasonOf(this.incident) } });
  }

  /** Tells people once, as soon as nobody asks for peace, and again when a snooze is over. */
  settle(quiet: () => Quiet, tells: boolean): void {
    const isDue = tells && this.#isDue();
    if (!isDue && this.incident.evidence.hold === undefined) return;
    const { muted, pause } = quiet();
    if (pause !== undefined) return;
    this.#release();
    if (!isDue || muted !== undefined) return;
    this.patch({ toldAt: this.#at });
    this.tell({ kind: 'people_told', at: this.#at, event: 'incident_opened', incident: this.incident });
  }

  #isDue(): boolean {
    const { muted, snoozedUntil = 0, toldAt } = this.incident;
    return !muted && this.#at >= snoozedUntil && (toldAt === undefined || toldAt < snoozedUntil);
  }

  /** The work that it came in is over: now it is as new to the queue. Whatever a person did with it stands. */
  #release(): void {
    const { hold, ...evidence } = this.incident.evidence;
    if (hold === undefined) return;
    this.patch({ evidence });
    const { incident } = this;
    if (incident.status === 'open') this.onCall.push({ kind: 'incident_opened', at: this.#at, incident });
  }
}

export const reasonOf = ({ evidence }: Incident): string => String(evidence.reason ?? '');

/** Kept whatever else becomes known of it: it has to outlive a restart of Paramedic. */
const heldAs = ({ evidence: { hold } }: Incident): Trouble['evidence'] => (hold === undefined ? {} : { hold });
