import type { Flip, Incident, RecordedDecision, Remediation, Silence, TimelineEntry } from '../incidents/incident.ts';
import type { OutboxMessage, TargetMemory } from '../incidents/ledger.ts';
import type { Row } from './database.ts';

/** Rows of Postgres as our words. The columns' types and checks are the guarantee for the casts. */
const known = <T>(value: unknown): T | undefined => (value === null ? undefined : (value as T));

export const incidentOf = (row: Row): Incident => ({
  id: row.id as string,
  timestamp: row.timestamp as number,
  target: row.target as string,
  containerName: row.container_name as string,
  containerId: row.container_id as string,
  host: row.host as string,
  type: row.incident_type as Incident['type'],
  severity: row.severity as Incident['severity'],
  status: row.status as Incident['status'],
  autoHealed: row.auto_healed as boolean,
  description: row.description as string,
  healAttempts: row.heal_attempts as number,
  evidence: row.evidence as Incident['evidence'],
  fingerprint: row.fingerprint as string,
  parentId: known(row.parent_id),
  acknowledgedAt: known(row.acknowledged_at),
  acknowledgedBy: known(row.acknowledged_by),
  snoozedUntil: known(row.snoozed_until),
  muted: row.muted as boolean,
  toldAt: known(row.told_at),
  resolvedAt: known(row.resolved_at),
  resolution: known(row.resolution),
});

export const timelineEntryOf = (row: Row): TimelineEntry => ({
  id: row.id as string,
  incidentId: row.incident_id as string,
  timestamp: row.timestamp as number,
  kind: row.kind as string,
  reason: row.reason as string,
  detail: row.detail as TimelineEntry['detail'],
});

export const remediationOf = (row: Row): Remediation => ({
  id: row.id as string,
  incidentId: row.incident_id as string,
  target: row.target as string,
  containerId: row.container_id as string,
  host: row.host as string,
  attempt: row.attempt as number,
  action: row.action as Remediation['action'],
  intendedAt: row.intended_at as number,
  deadlineAt: row.deadline_at as number,
  finishedAt: known(row.finished_at),
  outcome: known(row.outcome),
  error: known(row.error),
  detail: row.detail as Remediation['detail'],
  askedBy: known(row.asked_by),
});

export const flipOf = (row: Row): Flip => ({
  id: row.id as string,
  target: row.target as string,
  containerId: row.container_id as string,
  host: row.host as string,
  at: row.timestamp as number,
  from: row.from_verdict as string,
  to: row.to_verdict as string,
  reason: row.reason as string,
  detail: row.detail as Flip['detail'],
});

export const silenceOf = (row: Row): Silence => ({
  id: row.id as string,
  target: row.target as string,
  incidentType: known(row.incident_type),
  startsAt: row.starts_at as number,
  endsAt: row.ends_at as number,
  holdsHealing: row.holds_healing as boolean,
  createdAt: row.created_at as number,
  createdBy: row.created_by as string,
  comment: row.comment as string,
  endedAt: known(row.ended_at),
});

export const recordedDecisionOf = (row: Row): RecordedDecision => ({
  id: row.id as string,
  at: row.timestamp as number,
  target: row.target as string,
  host: row.host as string,
  incidentId: known(row.incident_id),
  decision: row.decision as string,
  reason: row.reason as string,
  until: known(row.until),
  inputs: row.inputs as RecordedDecision['inputs'],
});

export const targetMemoryOf = (row: Row): TargetMemory => ({
  target: row.target as string,
  host: row.host as string,
  containerId: row.container_id as string,
  containerName: row.container_name as string,
  state: row.state as string,
  verdict: row.verdict as string,
  reason: row.reason as string,
  since: row.since as number,
  stoppedOnPurpose: row.stopped_on_purpose as boolean,
  memo: row.memo as TargetMemory['memo'],
});

export const outboxMessageOf = (row: Row): OutboxMessage => ({
  id: row.id as string,
  channel: row.channel as string,
  incidentId: known(row.incident_id),
  event: row.event as string,
  createdAt: row.created_at as number,
  payload: row.payload as OutboxMessage['payload'],
});
