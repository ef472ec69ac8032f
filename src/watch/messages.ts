import type { Happening } from '../incidents/happening.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Change } from '../incidents/ledger.ts';
import { type MessageEvent, messagesFor } from '../notifications/message.ts';

/** What people are told of a step. A hand-over is told once: as the failure, not as one more opened incident. */
export function outboxChanges(
  happenings: readonly Happening[],
  channels: readonly string[],
  now: number,
  newId: () => string,
): readonly Change[] {
  if (channels.length === 0) return [];
  return happenings.flatMap((happening) => {
    const told = newsOf(happening);
    if (told === undefined) return [];
    const messages = messagesFor(told.event, told.incident, channels, now, newId);
    return messages.map((message): Change => ({ kind: 'outbox', message }));
  });
}

function newsOf(happening: Happening): { event: MessageEvent; incident: Incident } | undefined {
  switch (happening.kind) {
    case 'incident_opened':
    case 'incident_resolved':
      if (happening.incident.type === 'heal_failed') return undefined;
      return { event: happening.kind, incident: happening.incident };
    case 'incident_escalated':
      return { event: 'heal_failed', incident: happening.incident };
    default:
      return undefined;
  }
}
