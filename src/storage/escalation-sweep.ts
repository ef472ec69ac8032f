import type { Escalation } from '../escalation/escalation.ts';
import { decideLapse, type LapseDecision } from '../escalation/lapse.ts';
import type { EscalationSweeper, SweepOptions, Swept } from '../escalation/ports.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Change } from '../incidents/ledger.ts';
import { messagesFor } from '../notifications/message.ts';
import { statementsOf } from './changes.ts';
import { instant } from './clean.ts';
import type { Database, Statement } from './database.ts';
import { approvalsTakenBack, endStatements } from './escalation-end.ts';
import { escalationOf } from './escalation-rows.ts';
import { whileIdle } from './held.ts';
import { endLostRuns } from './lost-runs.ts';
import { incidentOf } from './rows.ts';

/** What is left waits for the next sweep. */
const AT_ONCE = 100;
/** A request that was taken and not answered for so long: its monitor has died in between. */
const TAKEN_LOST_MS = 15 * 60_000;

type Verdict = Exclude<LapseDecision, { kind: 'leave' }>;
interface Lapsed {
  readonly escalation: Escalation;
  readonly incidents: readonly Incident[];
  readonly decision: Verdict;
}

/** Several monitors may sweep at once: each end is one transaction that is undone when the row has changed meanwhile. */
export class PgEscalationSweeper implements EscalationSweeper {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async sweep(now: number, options: SweepOptions): Promise<Swept> {
    const ended: Swept['ended'][number][] = [];
    const released: Escalation[] = [];
    for (const lapsed of await this.#lapsed(now, options.maxAttempts)) {
      const { escalation, incidents, decision } = lapsed;
      const statements = statementsFor(lapsed, now, options);
      const seen = { escalation, links: incidents.length };
      if (!(await whileIdle(this.#database, seen, now, 'sweep an escalation', statements))) continue;
      if (decision.kind === 'release') released.push(escalation);
      else ended.push({ escalation, outcome: decision.outcome, reason: decision.reason });
    }
    const [approvals = [], requests = []] = await this.#database.query(
      'expire what was asked, end what was lost',
      expireApprovals(now),
      expireRequests(now),
      endLostRuns(now),
    );
    return { ended, released, approvals: approvals.length, requests: requests.length };
  }

  async #lapsed(now: number, maxAttempts: number): Promise<Lapsed[]> {
    const [rows = []] = await this.#database.query('look for escalations that lapsed', {
      name: 'lapsed_escalations',
      text: LAPSED,
      values: [instant(now), maxAttempts, AT_ONCE],
    });
    if (rows.length === 0) return [];
    const [about = []] = await this.#database.query('read their incidents', {
      name: 'lapsed_incidents',
      text: `SELECT l.escalation_id, i.* FROM monitor_escalation_incidents l JOIN monitor_incidents i ON i.id = l.incident_id
              WHERE l.escalation_id = ANY ($1::uuid[]) ORDER BY l.joined_at, i.id`,
      values: [rows.map(({ id }) => id as string)],
    });
    return rows.map(escalationOf).flatMap((escalation) => {
      const incidents = about.filter((row) => row.escalation_id === escalation.id).map(incidentOf);
      const decision = decideLapse(escalation, incidents, maxAttempts, now);
      return decision.kind === 'leave' ? [] : [{ escalation, incidents, decision }];
    });
  }
}

function statementsFor({ escalation, incidents, decision }: Lapsed, now: number, options: SweepOptions): Statement[] {
  const { newId } = options;
  const { id, attempts, claimedBy } = escalation;
  const unresolved = incidents.filter(({ status }) => status !== 'resolved');
  const concerned = unresolved.length > 0 ? unresolved : incidents;
  const kind = decision.kind === 'release' ? 'escalation_released' : `escalation_${decision.outcome}`;
  const detail = { escalation: id, attempts, ...(claimedBy === undefined ? {} : { worker: claimedBy }) };
  const timeline = concerned.map((incident): Change => {
    const entry = { id: newId(), incidentId: incident.id, timestamp: now, kind, reason: decision.reason, detail };
    return { kind: 'timeline', entry };
  });
  if (decision.kind === 'release') {
    return [releaseOf(escalation, now), approvalsTakenBack(id, now), ...statementsOf(timeline)];
  }
  const { outcome, reason } = decision;
  // One that was to be cancelled was held then, also when it has been given back since.
  const wasHeld = escalation.leaseUntil !== undefined || escalation.cancelReason !== undefined;
  return [
    ...endStatements(id, { outcome, reason, at: now, result: {} }, wasHeld ? newId() : undefined),
    ...statementsOf([...timeline, ...messagesOf(escalation, concerned, decision, now, options)]),
  ];
}

/** Of the first incident that people are told of at all. */
function messagesOf(
  { id }: Escalation,
  incidents: readonly Incident[],
  { event, reason }: Extract<Verdict, { kind: 'end' }>,
  now: number,
  { channels, newId }: SweepOptions,
): Change[] {
  const incident = incidents.find(({ muted, snoozedUntil = 0 }) => !muted && snoozedUntil <= now);
  if (event === undefined || incident === undefined) return [];
  const about = { escalation_id: id, reason };
  return messagesFor(event, incident, channels, now, newId, about).map((message) => ({ kind: 'outbox', message }));
}

/** With the same time again to be claimed. */
const releaseOf = ({ id }: Escalation, now: number): Statement => ({
  name: 'release_lapsed',
  text: `UPDATE monitor_escalations SET
           status = 'queued', lease_until = NULL, claimed_by = NULL, claimed_at = NULL, ready_at = $2,
           expires_at = $2::timestamptz + (expires_at - ready_at)
         WHERE id = $1`,
  values: [id, instant(now)],
});

export const LAPSED = `
  SELECT e.* FROM monitor_escalations e
   WHERE e.finished_at IS NULL AND (
     e.lease_until <= $1
     OR e.status = 'queued' AND (
       e.expires_at <= $1 OR e.attempts >= $2 OR e.cancel_reason IS NOT NULL
       OR NOT EXISTS (
         SELECT FROM monitor_escalation_incidents l JOIN monitor_incidents i ON i.id = l.incident_id
          WHERE l.escalation_id = e.id AND i.status <> 'resolved')))
   ORDER BY e.ready_at, e.id LIMIT $3`;

const expireApprovals = (now: number): Statement => ({
  name: 'expire_approvals',
  text: `WITH expired AS (
           UPDATE monitor_approvals SET status = 'expired', decided_at = $1
            WHERE status = 'pending' AND expires_at <= $1 RETURNING id, escalation_id),
         told AS (
           INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
           SELECT gen_random_uuid(), l.incident_id, $1, 'approval_decided', 'expired',
                  jsonb_build_object('escalation', l.escalation_id, 'approval', expired.id)
             FROM monitor_escalation_incidents l JOIN expired ON expired.escalation_id = l.escalation_id)
         SELECT id FROM expired`,
  values: [instant(now)],
});

const expireRequests = (now: number): Statement => ({
  name: 'expire_requests',
  text: `UPDATE monitor_requests SET
           status = CASE WHEN status = 'asked' THEN 'expired' ELSE 'failed' END, finished_at = $1,
           error = CASE WHEN status = 'asked' THEN 'no monitor of that host took it in time'
                        ELSE 'the monitor that took it gave no answer; nobody repeats it' END
         WHERE status = 'asked' AND expires_at <= $1 OR status = 'taken' AND taken_at <= $2
         RETURNING id`,
  values: [instant(now), instant(now - TAKEN_LOST_MS)],
});
