import type { Approval } from '../escalation/approval.ts';
import type { Escalation } from '../escalation/escalation.ts';
import type { EscalationOrders } from '../escalation/ports.ts';
import { cleanText, instant } from './clean.ts';
import type { Database } from './database.ts';
import { approvalOf, escalationOf } from './escalation-rows.ts';

/** What people order; each order is one statement, with its lines in the incidents' stories. */
export class PgEscalationOrders implements EscalationOrders {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * A queued one has ended then; a held one is ended by the worker that holds it. A session may never call again: it has a minute
   * to give it back.
   */
  async cancel(id: string, by: string, now: number): Promise<Escalation | undefined> {
    const [[row] = []] = await this.#database.query('cancel an escalation', {
      name: 'cancel_escalation',
      text: `WITH cancelled AS (
               UPDATE monitor_escalations SET
                 cancel_reason = coalesce(cancel_reason, 'cancelled by ' || $2),
                 cancelled_at = coalesce(cancelled_at, $3::timestamptz),
                 lease_until = CASE WHEN status = 'queued' THEN NULL WHEN claimed_by LIKE 'mcp:%'
                                    THEN least(lease_until, $3::timestamptz + interval '60 s') ELSE lease_until END,
                 outcome_reason = CASE WHEN status = 'queued' THEN 'asked_to_cancel' ELSE outcome_reason END,
                 finished_at = CASE WHEN status = 'queued' THEN $3::timestamptz END,
                 status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE status END
               WHERE id = $1 AND finished_at IS NULL RETURNING *),
             told AS (
               INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
               SELECT gen_random_uuid(), l.incident_id, $3, 'escalation_cancelled', 'asked_to_cancel',
                      jsonb_build_object('escalation', l.escalation_id, 'by', $2::text)
                 FROM monitor_escalation_incidents l JOIN cancelled ON cancelled.id = l.escalation_id)
             SELECT * FROM cancelled`,
      values: [id, cleanText(by), instant(now)],
    });
    return row === undefined ? undefined : escalationOf(row);
  }

  /** With those of its incidents that are not over; undefined also when there are none, or one of its group is open. */
  async retry(id: string, by: string, now: number, newId: string): Promise<Escalation | undefined> {
    const [[row] = []] = await this.#database.query('retry an escalation', {
      name: 'retry_escalation',
      text: `WITH left_over AS (
               SELECT i.id, i.target, i.severity, i.timestamp
                 FROM monitor_escalation_incidents l JOIN monitor_incidents i ON i.id = l.incident_id
                WHERE l.escalation_id = $1 AND i.status <> 'resolved'),
             first AS (
               SELECT * FROM left_over
                ORDER BY array_position(ARRAY['critical', 'warning', 'info'], severity), timestamp, id LIMIT 1),
             queued AS (
               INSERT INTO monitor_escalations
                 (id, incident_id, host, target, group_key, project, workspace, severity, reason, created_at, ready_at,
                  expires_at)
               SELECT $4::uuid, first.id, e.host, first.target, e.group_key, e.project, e.workspace, first.severity,
                      'asked_for', $3::timestamptz, $3::timestamptz, $3::timestamptz + (e.expires_at - e.ready_at)
                 FROM monitor_escalations e, first WHERE e.id = $1 AND e.finished_at IS NOT NULL
               ON CONFLICT (host, group_key) WHERE finished_at IS NULL DO NOTHING RETURNING *),
             joined AS (
               INSERT INTO monitor_escalation_incidents (escalation_id, incident_id, joined_at)
               SELECT queued.id, left_over.id, $3 FROM queued, left_over),
             told AS (
               INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
               SELECT gen_random_uuid(), left_over.id, $3, 'escalation_queued', 'asked_for',
                      jsonb_build_object('escalation', queued.id, 'again', $1::uuid, 'by', $2::text)
                 FROM queued, left_over)
             SELECT * FROM queued`,
      values: [id, cleanText(by), instant(now), newId],
    });
    return row === undefined ? undefined : escalationOf(row);
  }

  /** Only while it is asked: what was not granted in time is denied, whoever comes later. */
  async decide(id: string, decision: 'approved' | 'denied', by: string, now: number): Promise<Approval | undefined> {
    const [[row] = []] = await this.#database.query('decide on an approval', {
      name: 'decide_approval',
      text: `WITH decided AS (
               UPDATE monitor_approvals SET status = $2, decided_by = $3, decided_at = $4
                WHERE id = $1 AND status = 'pending' AND expires_at > $4 RETURNING *),
             told AS (
               INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
               SELECT gen_random_uuid(), l.incident_id, $4, 'approval_decided', $2,
                      jsonb_build_object('escalation', l.escalation_id, 'approval', decided.id, 'by', $3::text)
                 FROM monitor_escalation_incidents l JOIN decided ON decided.escalation_id = l.escalation_id)
             SELECT * FROM decided`,
      values: [id, decision, cleanText(by), instant(now)],
    });
    return row === undefined ? undefined : approvalOf(row);
  }
}
