import type { Change } from '../incidents/ledger.ts';

const OPINIONS: readonly Change['kind'][] = [
  'target_remembered',
  'target_forgotten',
  'escalation_queued',
  'escalation_withdrawn',
];

/**
 * What is kept of changes whose maker leads no more. Attempts, flips, timelines, decisions and messages are facts. How a
 * target is now, what becomes of an incident that the successor has read, and what goes on the queue, is the successor's to say.
 */
export function factsOf(changes: readonly Change[], own: ReadonlySet<string>): Change[] {
  return changes.filter((change) => {
    if (OPINIONS.includes(change.kind)) return false;
    return change.kind !== 'incident_changed' || own.has(change.id);
  });
}

export const openedIn = (changes: readonly Change[]): string[] =>
  changes.flatMap((change) => (change.kind === 'incident_opened' ? [change.incident.id] : []));

/** An incident that is on record as over from the beginning. */
export function expired(change: Change): Change {
  if (change.kind !== 'incident_opened') return change;
  const { incident } = change;
  const ended = { status: 'resolved', resolution: 'expired', resolvedAt: incident.timestamp } as const;
  return { kind: 'incident_opened', incident: { ...incident, ...ended } };
}
