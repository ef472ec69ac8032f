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
  const news = happenings.flatMap((happening) => newsOf(happening) ?? []);
  // A container that only people can help: one message says that it needs them.
  const needy = new Set(news.flatMap(({ event, incident }) => (event === 'notify' ? [incident.id] : [])));
  return news.flatMap((told) => {
    if (told.event === 'incident_opened' && needy.has(told.incident.id)) return [];
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
    case 'remediation_finished': {
      const { remediation, incident } = happening;
      return remediation.action === 'notify' && incident !== undefined ? { event: 'notify', incident } : undefined;
    }
    case 'incident_escalated':
      return { event: 'heal_failed', incident: happening.incident };
    default:
      return undefined;
  }
}
