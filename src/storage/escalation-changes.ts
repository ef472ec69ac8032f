import type { QueuedEscalation } from '../incidents/ledger.ts';
import { cleanOptionalText, cleanText, instant } from './clean.ts';
import type { Statement } from './database.ts';

/**
 * Puts an incident on the queue, or lets it join the open escalation of its group. May run twice, also long after: an
 * escalation of this incident that had not ended when the change was made covers it. An incident that is over, or that was
 * never recorded, is not queued. What a person asks for is not held up by coalescing or by an acknowledgement.
 */
export const escalationQueued = (it: QueuedEscalation): Statement => ({
  name: 'escalation_queued',
  text: `WITH asked AS (
           UPDATE monitor_escalations
              SET reason = $9, ready_at = least(ready_at, $11), expires_at = greatest(expires_at, $12)
            WHERE $9 = 'asked_for' AND status = 'queued'
              AND id IN (SELECT escalation_id FROM monitor_escalation_incidents WHERE incident_id = $2)),
         due AS (
           SELECT 1 WHERE EXISTS (SELECT FROM monitor_incidents WHERE id = $2 AND status <> 'resolved')
             AND NOT EXISTS (
               SELECT FROM monitor_escalation_incidents known JOIN monitor_escalations e ON e.id = known.escalation_id
                WHERE known.incident_id = $2
                  AND (known.joined_at >= $10 OR coalesce(e.finished_at, 'infinity') >= $10))),
         queued AS (
           INSERT INTO monitor_escalations AS e
             (id, incident_id, host, target, group_key, project, workspace, severity, reason, created_at, ready_at,
              expires_at)
           SELECT $1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11::timestamptz, $12::timestamptz
             FROM due
           ON CONFLICT (host, group_key) WHERE finished_at IS NULL DO UPDATE SET
             severity = CASE WHEN array_position(ARRAY['critical', 'warning', 'info'], excluded.severity)
                                < array_position(ARRAY['critical', 'warning', 'info'], e.severity)
                             THEN excluded.severity ELSE e.severity END,
             workspace = coalesce(e.workspace, excluded.workspace),
             reason = CASE WHEN excluded.reason = 'asked_for' THEN excluded.reason ELSE e.reason END,
             ready_at = CASE WHEN excluded.reason = 'asked_for' THEN least(e.ready_at, excluded.ready_at)
                             ELSE e.ready_at END,
             expires_at = CASE WHEN excluded.reason = 'asked_for' AND e.status = 'queued'
                               THEN greatest(e.expires_at, excluded.expires_at) ELSE e.expires_at END
           RETURNING e.id, e.fence)
         INSERT INTO monitor_escalation_incidents (escalation_id, incident_id, joined_at, fence)
         SELECT id, $2, $10, fence FROM queued ON CONFLICT DO NOTHING`,
  values: [
    it.id,
    it.incidentId,
    cleanText(it.host),
    cleanText(it.target),
    cleanText(it.groupKey),
    cleanOptionalText(it.project),
    cleanOptionalText(it.workspace),
    it.severity,
    cleanText(it.reason),
    instant(it.createdAt),
    instant(it.readyAt),
    instant(it.expiresAt),
  ],
});

/**
 * After the incident's end, in its transaction: cancels what is queued for nothing but incidents that are over, and wakes the
 * worker that holds such a one, which sees by itself what became of it.
 */
export const escalationWithdrawn = (incidentId: string, at: number, reason: string): Statement => ({
  name: 'escalation_withdrawn',
  text: `WITH over AS (
           SELECT e.id, e.status FROM monitor_escalation_incidents mine
             JOIN monitor_escalations e ON e.id = mine.escalation_id
            WHERE mine.incident_id = $1 AND e.finished_at IS NULL
              AND NOT EXISTS (
                SELECT FROM monitor_escalation_incidents any_of JOIN monitor_incidents i ON i.id = any_of.incident_id
                 WHERE any_of.escalation_id = e.id AND i.status <> 'resolved')),
         cancelled AS (
           UPDATE monitor_escalations SET status = 'cancelled', outcome_reason = $3, finished_at = $2
            WHERE id IN (SELECT id FROM over) AND status = 'queued' RETURNING id),
         told AS (
           INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
           SELECT gen_random_uuid(), $1, $2, 'escalation_cancelled', $3, jsonb_build_object('escalation', id)
             FROM cancelled)
         SELECT pg_notify('paramedic', 'escalations') FROM over WHERE status <> 'queued'`,
  values: [incidentId, instant(at), cleanText(reason)],
});
