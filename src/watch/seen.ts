import type { Container } from '../containers/container.ts';
import { intentSeen, NO_INTENT } from '../containers/intent.ts';
import type { Seen } from '../healing/draft.ts';
import type { Remediation } from '../incidents/incident.ts';
import { upToDate } from './news.ts';
import { isOurStart } from './own-acts.ts';
import type { Entry } from './roster.ts';

/** Readings of our own probes belong to the container and the life that they were taken in. */
export const seenOf = (entry: Entry, container: Container, at: number): Seen => ({
  ...{ container, intent: entry.intent, at, probes: entry.probesOf(container), symptoms: entry.symptoms },
});

/**
 * After an attempt; `number`: as which question the look was asked for. Undefined when there is nothing to conclude: nobody
 * could look, somebody else has replaced it meanwhile, or it was down then and has been started since.
 */
export function seenAfter(
  entry: Entry,
  attempt: Remediation,
  after: Container | undefined,
  number: number,
  now: number,
): Seen | undefined {
  if (after === undefined || entry.hasLeft) return undefined;
  if (after.id !== entry.chart.container.id) {
    if (attempt.action !== 'recreate') return undefined;
    // What was heard of the other one is no news of this one, and if this one is down, then by our doing.
    const end = after.state === 'running' ? undefined : { at: attempt.intendedAt, ours: true };
    entry.intent = { ...NO_INTENT, end };
  }
  // Old: either an even newer look is in the chart, or it was started since, and the look at that comes.
  const { chart, takenIn } = entry;
  const isOvertaken = after.id === chart.container.id && number < takenIn;
  const container = isOvertaken ? chart.container : upToDate(entry, after, number);
  if (container === undefined) return undefined;
  entry.intent = intentSeen(entry.intent, container, isOurStart(chart.attempts, container));
  entry.takenIn = Math.max(takenIn, number);
  entry.factsAt = now;
  return seenOf(entry, container, now);
}
