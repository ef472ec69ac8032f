import type { Happening } from '../incidents/happening.ts';
import type { Change } from '../incidents/ledger.ts';
import { fileMessagesFor } from '../notifications/file-messages.ts';
import { messagesFor } from '../notifications/message.ts';

/** The messages of a step: whom to tell of what is decided in healing/telling.ts. */
export function outboxChanges(
  happenings: readonly Happening[],
  channels: readonly string[],
  now: number,
  newId: () => string,
): readonly Change[] {
  return happenings.flatMap((happening) =>
    happening.kind === 'people_told'
      ? messagesFor(happening.event, happening.incident, channels, now, newId).map(
          (message): Change => ({ kind: 'outbox', message }),
        )
      : [],
  );
}

/** What stands in the files of this host beside that, whether or not people are told. */
export const fileChanges = (
  happenings: readonly Happening[],
  host: string,
  now: number,
  newId: () => string,
): readonly Change[] =>
  fileMessagesFor(happenings, host, now, newId).map((message): Change => ({ kind: 'outbox', message }));
