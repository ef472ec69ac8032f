import type { Happening } from '../incidents/happening.ts';
import type { Change } from '../incidents/ledger.ts';
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
