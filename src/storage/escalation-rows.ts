import type { Approval } from '../escalation/approval.ts';
import type { Escalation, Lesson } from '../escalation/escalation.ts';
import type { NewRequest, RequestAnswer } from '../escalation/request.ts';
import type { Run } from '../escalation/run.ts';
import type { Row } from './database.ts';

/** Rows of Postgres as our words. The columns' types and checks are the guarantee for the casts. */
const known = <T>(value: unknown): T | undefined => (value === null ? undefined : (value as T));

/** An empty object is how a jsonb column says that there is nothing. */
const filled = <T extends object>(value: unknown): T | undefined =>
  Object.keys(value as T).length === 0 ? undefined : (value as T);

export const escalationOf = (row: Row): Escalation => ({
  id: row.id as string,
  incidentId: row.incident_id as string,
  host: row.host as string,
  target: row.target as string,
  groupKey: row.group_key as string,
  project: known(row.project),
  workspace: known(row.workspace),
  severity: row.severity as Escalation['severity'],
  reason: row.reason as Escalation['reason'],
  createdAt: row.created_at as number,
  readyAt: row.ready_at as number,
  expiresAt: row.expires_at as number,
  status: row.status as Escalation['status'],
  attempts: row.attempts as number,
  fence: row.fence as number,
  claimedBy: known(row.claimed_by),
  claimedAt: known(row.claimed_at),
  leaseUntil: known(row.lease_until),
  actedAt: known(row.acted_at),
  cancelReason: known(row.cancel_reason),
  sessionId: known(row.session_id),
  turns: known(row.turns),
  costUsd: known(row.cost_usd),
  durationMs: known(row.duration_ms),
  tokens: filled(row.tokens),
  denials: row.denials as Escalation['denials'],
  summary: known(row.summary),
  report: filled(row.report),
  diagnosis: filled(row.diagnosis),
  commits: row.commits as Escalation['commits'],
  diffStat: filled(row.diff_stat),
  branch: known(row.branch),
  transcript: known(row.transcript),
  outcomeReason: known(row.outcome_reason),
  finishedAt: known(row.finished_at),
});

export const runOf = (row: Row): Run => ({
  id: row.id as string,
  escalationId: row.escalation_id as string,
  attempt: row.attempt as number,
  worker: row.worker as string,
  workerHost: row.worker_host as string,
  startedAt: row.started_at as number,
  pid: known(row.pid),
  pidStarted: known(row.pid_started),
  sessionId: known(row.session_id),
  workspace: known(row.workspace),
  firstEventMs: known(row.first_event_ms),
  endedAt: known(row.ended_at),
  outcome: known(row.outcome),
  error: known(row.error),
  turns: row.turns as number,
  costUsd: row.cost_usd as number,
  tokens: filled(row.tokens),
});

export const approvalOf = (row: Row): Approval => ({
  id: row.id as string,
  escalationId: row.escalation_id as string,
  runId: known(row.run_id),
  toolName: row.tool_name as string,
  toolInput: row.tool_input,
  reason: row.reason as string,
  status: row.status as Approval['status'],
  createdAt: row.created_at as number,
  expiresAt: row.expires_at as number,
  decidedBy: known(row.decided_by),
  decidedAt: known(row.decided_at),
});

export const requestOf = (row: Row): NewRequest => ({
  id: row.id as string,
  host: row.host as string,
  target: row.target as string,
  escalationId: known(row.escalation_id),
  askedBy: row.asked_by as string,
  tool: row.tool as NewRequest['tool'],
  input: row.input as NewRequest['input'],
  askedAt: row.asked_at as number,
  expiresAt: row.expires_at as number,
});

/** Undefined: not answered yet. */
export function answerOf(row: Row): RequestAnswer | undefined {
  switch (row.status) {
    case 'done':
      return { kind: 'done', text: (row.result as { text: string }).text };
    case 'failed':
    case 'refused':
    case 'expired':
      return { kind: row.status, reason: row.error as string };
    default:
      return undefined;
  }
}

export const lessonOf = (row: Row): Lesson => ({
  id: row.id as string,
  signature: row.signature as string,
  incidentType: row.incident_type as Lesson['incidentType'],
  target: row.target as string,
  image: row.image as string,
  learntAt: row.learnt_at as number,
  escalationId: known(row.escalation_id),
  rootCause: row.root_cause as string,
  fix: row.fix as string,
  commits: row.commits as Lesson['commits'],
});
