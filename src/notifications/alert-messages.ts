import type { Happening } from '../incidents/happening.ts';
import { type Incident, isHandOver } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { messagesFor } from './message.ts';

/** The name of the channel. */
export const ALERTMANAGER = 'alertmanager';

/** Payload: `incident_id`, and `quiet_until` (a moment, or null: not quiet any more). */
export const QUIET_ORDERED = 'quiet_ordered';

/** Without a word from us an alert ends by itself after this; the incident's end, told by us, comes first. */
export const FIRING_FOR_MS = 30 * 24 * 3_600_000;

/**
 * What an Alertmanager has to hear beside what people are told. A chat forgets a message; an alert that was raised is told of
 * again and again, until somebody says that the incident is to be quiet, or that it is over, though it was muted meanwhile.
 */
export function alertMessagesFor(
  happenings: readonly Happening[],
  channels: readonly string[],
  now: number,
  newId: () => string,
): OutboxMessage[] {
  if (!channels.includes(ALERTMANAGER)) return [];
  return happenings.flatMap((happening) => {
    if (happening.kind !== 'peace_ordered' && happening.kind !== 'incident_resolved') return [];
    const { kind, incident } = happening;
    // Of a hand-over it was told as of the failure; what came from an Alertmanager is no alert of ours.
    if (incident.toldAt === undefined || isHandOver(incident) || incident.type === 'external_alert') return [];
    if (kind === 'peace_ordered') return [quietMessage(incident, now, newId())];
    return incident.muted ? messagesFor('incident_resolved', incident, [ALERTMANAGER], now, newId) : [];
  });
}

function quietMessage(incident: Incident, now: number, id: string): OutboxMessage {
  const until = incident.muted ? now + FIRING_FOR_MS : incident.snoozedUntil;
  const quietUntil = until === undefined ? null : new Date(until).toISOString();
  const payload = { incident_id: incident.id, quiet_until: quietUntil };
  return { id, channel: ALERTMANAGER, incidentId: incident.id, event: QUIET_ORDERED, createdAt: now, payload };
}
