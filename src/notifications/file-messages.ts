import type { Happening } from '../incidents/happening.ts';
import type { Incident } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { storable } from './message.ts';

/**
 * The channel to the trigger files in the data folder of the monitor of a host; no other monitor delivers to it. What goes on the
 * queue is told on it by the database itself (`sql/0006_trigger_files.sql`).
 */
export const filesChannel = (host: string): string => `files:${host}`;

/** What gets a line in `critical_alerts.log`: a critical incident that opens, and every hand-over. Recorded with what it tells of. */
export function fileMessagesFor(
  happenings: readonly Happening[],
  host: string,
  now: number,
  newId: () => string,
): OutboxMessage[] {
  return happenings.flatMap((happening) => {
    const event = eventOf(happening);
    if (event === undefined || !('incident' in happening) || happening.incident === undefined) return [];
    const { incident } = happening;
    const reason = 'reason' in happening ? happening.reason : String(incident.evidence.reason ?? incident.type);
    const payload = payloadOf(incident, reason);
    return [{ id: newId(), channel: filesChannel(host), incidentId: incident.id, event, createdAt: now, payload }];
  });
}

function eventOf(happening: Happening): 'critical_incident' | 'hand_over' | undefined {
  if (happening.kind === 'incident_escalated') return 'hand_over';
  if (happening.kind !== 'incident_opened') return undefined;
  const { severity, type } = happening.incident;
  // It says that another one was handed over, and that one has its line.
  return severity === 'critical' && type !== 'heal_failed' ? 'critical_incident' : undefined;
}

const payloadOf = (incident: Incident, reason: string): OutboxMessage['payload'] => ({
  incident_id: incident.id,
  target: storable(incident.target, 300),
  host: storable(incident.host, 300),
  type: incident.type,
  severity: incident.severity,
  reason: storable(reason, 200),
  description: storable(incident.description, 1_000),
});
