import type { Incident, Remediation, TimelineEntry } from '../incidents/incident.ts';
import type { IncidentPatch } from '../incidents/ledger.ts';
import { cleanJson, cleanOptionalText, cleanText, count, instant, optionalInstant } from './clean.ts';
import type { Statement } from './database.ts';

export const incidentOpened = (it: Incident): Statement => ({
  name: 'incident_opened',
  text: `INSERT INTO monitor_incidents
           (id, timestamp, container_name, container_id, target, host, incident_type, severity, status, auto_healed,
            description, heal_attempts, evidence, fingerprint, parent_id, acknowledged_at, acknowledged_by, resolved_at,
            resolution, snoozed_until, muted, told_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
         ON CONFLICT (id) DO NOTHING`,
  values: [
    it.id,
    instant(it.timestamp),
    cleanText(it.containerName),
    cleanText(it.containerId),
    cleanText(it.target),
    cleanText(it.host),
    it.type,
    it.severity,
    it.status,
    it.autoHealed,
    cleanText(it.description),
    count(it.healAttempts),
    cleanJson(it.evidence),
    cleanText(it.fingerprint),
    it.parentId ?? null,
    optionalInstant(it.acknowledgedAt),
    cleanOptionalText(it.acknowledgedBy),
    optionalInstant(it.resolvedAt),
    it.resolution ?? null,
    optionalInstant(it.snoozedUntil),
    it.muted ?? false,
    optionalInstant(it.toldAt),
  ],
});

export const incidentChanged = (id: string, set: IncidentPatch): Statement => ({
  name: 'incident_changed',
  text: `UPDATE monitor_incidents SET
           status = coalesce($2, status), auto_healed = coalesce($3, auto_healed),
           heal_attempts = coalesce($4, heal_attempts), resolved_at = coalesce($5, resolved_at),
           resolution = coalesce($6, resolution), evidence = coalesce($7, evidence),
           parent_id = coalesce($8, parent_id), acknowledged_at = coalesce($9, acknowledged_at),
           acknowledged_by = coalesce($10, acknowledged_by),
           snoozed_until = CASE WHEN $11 THEN $12 ELSE snoozed_until END,
           muted = coalesce($13, muted), told_at = coalesce($14, told_at)
         WHERE id = $1 AND status <> 'resolved'`,
  values: [
    id,
    set.status ?? null,
    set.autoHealed ?? null,
    count(set.healAttempts),
    optionalInstant(set.resolvedAt),
    set.resolution ?? null,
    set.evidence === undefined ? null : cleanJson(set.evidence),
    set.parentId ?? null,
    optionalInstant(set.acknowledgedAt),
    cleanOptionalText(set.acknowledgedBy),
    set.snoozedUntil !== undefined,
    optionalInstant(set.snoozedUntil ?? undefined),
    set.muted ?? null,
    optionalInstant(set.toldAt),
  ],
});

export const timeline = (it: TimelineEntry): Statement => ({
  name: 'timeline',
  text: `INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
  values: [it.id, it.incidentId, instant(it.timestamp), cleanText(it.kind), cleanText(it.reason), cleanJson(it.detail)],
});

export const remediationIntended = (it: Remediation): Statement => ({
  name: 'remediation_intended',
  text: `INSERT INTO monitor_remediations
           (id, incident_id, target, container_id, host, attempt, action, intended_at, deadline_at, finished_at, outcome,
            error, detail, asked_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO NOTHING`,
  values: [
    it.id,
    it.incidentId,
    cleanText(it.target),
    cleanText(it.containerId),
    cleanText(it.host),
    count(it.attempt),
    it.action,
    instant(it.intendedAt),
    instant(it.deadlineAt),
    optionalInstant(it.finishedAt),
    it.outcome ?? null,
    cleanOptionalText(it.error),
    cleanJson(it.detail ?? {}),
    cleanOptionalText(it.askedBy),
  ],
});
