import type { EscalationOutcome, Lesson } from '../escalation/escalation.ts';
import type { EscalationResult } from '../escalation/queue-port.ts';
import { cleanJson, cleanOptionalText, cleanText, count, instant, real, whole } from './clean.ts';
import type { Statement } from './database.ts';

export interface End {
  readonly outcome: EscalationOutcome;
  readonly reason: string;
  readonly at: number;
  readonly result: EscalationResult;
}

/**
 * All that ends with an escalation, to follow its assertion: the row itself, what was asked on its behalf, and, where it was
 * held, the escalation that follows (`followUpId`) for incidents that joined after the claim and are still there. What a
 * person has cancelled does not come back by itself; what joined after that is not what he meant.
 */
export const endStatements = (id: string, end: End, followUpId: string | undefined): Statement[] => [
  endOf(id, end),
  approvalsTakenBack(id, end.at),
  {
    name: 'end_requests',
    text: `UPDATE monitor_requests SET status = 'expired', finished_at = $2, error = 'the escalation has ended'
            WHERE escalation_id = $1 AND status = 'asked'`,
    values: [id, instant(end.at)],
  },
  ...(followUpId === undefined ? [] : [followUp(id, end.at, followUpId)]),
];

/** Nobody waits for an answer any more. */
export const approvalsTakenBack = (id: string, at: number): Statement => ({
  name: 'end_approvals',
  text: `UPDATE monitor_approvals SET status = 'expired', decided_at = $2
          WHERE escalation_id = $1 AND status = 'pending'`,
  values: [id, instant(at)],
});

const endOf = (id: string, { outcome, reason, at, result }: End): Statement => ({
  name: 'end_escalation',
  text: `UPDATE monitor_escalations SET
           status = $2, outcome_reason = $3, finished_at = $4, lease_until = NULL,
           session_id = coalesce($5, session_id), turns = coalesce($6, turns),
           cost_usd = coalesce($7, cost_usd, (SELECT sum(cost_usd) FROM monitor_runs WHERE escalation_id = $1)),
           duration_ms = coalesce($8, duration_ms), tokens = coalesce($9, tokens), denials = coalesce($10, denials),
           summary = coalesce($11, summary), report = coalesce($12, report), commits = coalesce($13, commits),
           diff_stat = coalesce($14, diff_stat), branch = coalesce($15, branch), transcript = coalesce($16, transcript),
           diagnosis = coalesce($17, diagnosis)
         WHERE id = $1 AND finished_at IS NULL`,
  values: [
    id,
    outcome,
    cleanText(reason),
    instant(at),
    cleanOptionalText(result.sessionId),
    count(result.turns),
    real(result.costUsd),
    whole(result.durationMs),
    optionalJson(result.tokens),
    optionalJson(result.denials),
    cleanOptionalText(result.summary),
    optionalJson(result.report),
    optionalJson(result.commits),
    optionalJson(result.diffStat),
    cleanOptionalText(result.branch),
    cleanOptionalText(result.transcript),
    optionalJson(result.diagnosis),
  ],
});

const optionalJson = (value: unknown): string | null => (value === undefined ? null : cleanJson(value));

const followUp = (id: string, at: number, followUpId: string): Statement => ({
  name: 'follow_up_escalation',
  text: `WITH left_over AS (
           SELECT i.id, i.target, i.severity, i.timestamp
             FROM monitor_escalations e
             JOIN monitor_escalation_incidents l ON l.escalation_id = e.id AND l.fence = e.fence
             JOIN monitor_incidents i ON i.id = l.incident_id
            WHERE e.id = $1 AND (e.cancelled_at IS NULL OR l.joined_at > e.cancelled_at) AND i.status <> 'resolved'),
         first AS (
           SELECT * FROM left_over
            ORDER BY array_position(ARRAY['critical', 'warning', 'info'], severity), timestamp, id LIMIT 1),
         queued AS (
           INSERT INTO monitor_escalations
             (id, incident_id, host, target, group_key, project, workspace, severity, reason, created_at, ready_at,
              expires_at)
           SELECT $3::uuid, first.id, e.host, first.target, e.group_key, e.project, e.workspace, first.severity,
                  'still_open', $2::timestamptz, $2::timestamptz, $2::timestamptz + (e.expires_at - e.ready_at)
             FROM monitor_escalations e, first WHERE e.id = $1
           RETURNING id)
         INSERT INTO monitor_escalation_incidents (escalation_id, incident_id, joined_at)
         SELECT queued.id, left_over.id, $2 FROM queued, left_over`,
  values: [id, instant(at), followUpId],
});

/** Once per escalation and signature. */
export const lessonLearnt = (it: Lesson): Statement => ({
  name: 'lesson_learnt',
  text: `INSERT INTO monitor_lessons
           (id, signature, incident_type, target, image, learnt_at, escalation_id, root_cause, fix, commits)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
  values: [
    it.id,
    cleanText(it.signature),
    it.incidentType,
    cleanText(it.target),
    cleanText(it.image),
    instant(it.learntAt),
    it.escalationId ?? null,
    cleanText(it.rootCause),
    cleanText(it.fix),
    cleanJson(it.commits),
  ],
});
