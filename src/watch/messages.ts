import type { Happening } from '../incidents/happening.ts';
import type { Change, OutboxMessage } from '../incidents/ledger.ts';
import { alertMessagesFor } from '../notifications/alert-messages.ts';
import { fileMessagesFor } from '../notifications/file-messages.ts';
import { messagesFor } from '../notifications/message.ts';

/** The messages of a step: whom to tell of what is decided in healing/telling.ts. */
export function outboxChanges(
  happenings: readonly Happening[],
  channels: readonly string[],
  now: number,
  newId: () => string,
): readonly Change[] {
  const toPeople = happenings.flatMap((it) =>
    it.kind === 'people_told' ? messagesFor(it.event, it.incident, channels, now, newId) : [],
  );
  return asChanges([...toPeople, ...alertMessagesFor(happenings, channels, now, newId)]);
}

/** What stands in the files of this host beside that, whether or not people are told. */
export const fileChanges = (
  happenings: readonly Happening[],
  host: string,
  now: number,
  newId: () => string,
): readonly Change[] => asChanges(fileMessagesFor(happenings, host, now, newId));

const asChanges = (messages: readonly OutboxMessage[]): readonly Change[] =>
  messages.map((message) => ({ kind: 'outbox', message }));
