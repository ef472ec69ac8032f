import type { Happening } from '../incidents/happening.ts';
import { type Incident, isHandOver } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { messagesFor } from './message.ts';

/** The name of the channel. */
export const ALERTMANAGER = 'alertmanager';

/** An incident that is still open, and of which nobody wants to hear now. */
export const QUIETED = 'incident_quieted';

/**
 * What an Alertmanager has to hear beside what people are told. A chat forgets a message; an alert that was raised is told of
 * again and again, and a pager behind it calls the next one, until somebody says that it is over. So muting and snoozing end the
 * alert, with words that say that the incident goes on; unmuting raises it anew, and so does being told after a snooze.
 */
export function alertMessagesFor(
  happenings: readonly Happening[],
  channels: readonly string[],
  now: number,
  newId: () => string,
): OutboxMessage[] {
  if (!channels.includes(ALERTMANAGER)) return [];
  return happenings.flatMap((it) => {
    // Of a hand-over it was told as of the failure.
    if (it.kind !== 'peace_ordered' || isHandOver(it.incident)) return [];
    return messageFor(it.incident, now, newId);
  });
}

function messageFor(incident: Incident, now: number, newId: () => string): OutboxMessage[] {
  const { muted, snoozedUntil = 0, toldAt, status } = incident;
  const isQuiet = muted || snoozedUntil > now;
  // Who was not told of it is told when its time comes.
  if (!isQuiet && toldAt === undefined) return [];
  const event = status === 'escalated' ? 'heal_failed' : 'incident_opened';
  const raised = messagesFor(event, incident, [ALERTMANAGER], now, newId);
  if (!isQuiet) return raised;
  const how = muted ? 'Muted' : `Snoozed until ${new Date(snoozedUntil).toISOString()}`;
  return raised.map(({ payload, ...message }) => ({
    ...{ ...message, event: QUIETED },
    payload: { ...payload, event: QUIETED, text: `${how} in Paramedic, and still open: ${String(payload.text)}` },
  }));
}
