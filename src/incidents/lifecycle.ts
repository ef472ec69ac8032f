import { createHash } from 'node:crypto';
import type { Incident, IncidentType, Resolution, Severity, TimelineEntry } from './incident.ts';
import type { Change, IncidentPatch } from './ledger.ts';

/** The same trouble of the same target on the same host has the same fingerprint, today and next year. */
export function fingerprintOf(host: string, target: string, type: IncidentType): string {
  return createHash('sha256')
    .update(JSON.stringify([host, target, type]))
    .digest('hex')
    .slice(0, 32);
}

export interface Opening {
  id: string;
  at: number;
  host: string;
  target: string;
  containerName: string;
  containerId: string;
  type: IncidentType;
  severity: Severity;
  description: string;
  evidence: Readonly<Record<string, unknown>>;
  status?: Incident['status'];
  parentId?: string | undefined;
}

export function openIncident(opening: Opening): Incident {
  const { id, at, host, target, type } = opening;
  return {
    id,
    timestamp: at,
    target,
    containerName: opening.containerName,
    containerId: opening.containerId,
    host,
    type,
    severity: opening.severity,
    status: opening.status ?? 'open',
    autoHealed: false,
    description: opening.description,
    healAttempts: 0,
    evidence: opening.evidence,
    fingerprint: fingerprintOf(host, target, type),
    parentId: opening.parentId,
    acknowledgedAt: undefined,
    acknowledgedBy: undefined,
    snoozedUntil: undefined,
    muted: false,
    toldAt: undefined,
    resolvedAt: undefined,
    resolution: undefined,
  };
}

/** A new state of an incident and the change that records it, so that memory and Postgres cannot drift apart. */
export function patchIncident(incident: Incident, set: IncidentPatch): { incident: Incident; change: Change } {
  const { snoozedUntil, ...rest } = set;
  const snooze = snoozedUntil === undefined ? {} : { snoozedUntil: snoozedUntil ?? undefined };
  return { incident: { ...incident, ...rest, ...snooze }, change: { kind: 'incident_changed', id: incident.id, set } };
}

export function resolutionPatch(at: number, resolution: Resolution): IncidentPatch {
  return { status: 'resolved', resolvedAt: at, resolution, autoHealed: resolution === 'auto_healed' };
}

export function timelineChange(
  id: string,
  incidentId: string,
  timestamp: number,
  kind: string,
  reason: string,
  detail: TimelineEntry['detail'] = {},
): Change {
  return { kind: 'timeline', entry: { id, incidentId, timestamp, kind, reason, detail } };
}
