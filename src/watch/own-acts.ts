import type { Container } from '../containers/container.ts';
import type { EngineEvent } from '../containers/event.ts';
import type { Intent } from '../containers/intent.ts';
import type { Remediation } from '../incidents/incident.ts';

/**
 * Is it an event of what Paramedic itself did and is not doing any more? The stream begins an hour back, and may be late: without
 * this the end of a restart of ours would be a person's stop, and its incident resolved by that. What comes after the start
 * that the act led to is somebody else's, however long it took us to note down its outcome.
 */
export const isOwnAct = (attempts: readonly Remediation[], event: EngineEvent, intent: Intent): boolean =>
  attempts.some((attempt) => covers(attempt, event) && !hasLedToStart(attempt, event, intent));

/** The engine tells of a start some ms after the instant that a look shows: of a start only another's end tells that it is a second one. */
function hasLedToStart(
  { intendedAt }: Remediation,
  { action, at }: EngineEvent,
  { startedAt = 0, end }: Intent,
): boolean {
  if (action === 'start') return end !== undefined && !end.ours && end.at >= intendedAt;
  return intendedAt <= startedAt && startedAt <= at;
}

/** Was it started while we were at it, as far as a look can tell? */
export const isOurStart = (attempts: readonly Remediation[], { id, startedAt }: Container): boolean =>
  startedAt !== undefined && attempts.some((attempt) => covers(attempt, { id, at: startedAt }));

function covers(
  { action, outcome, containerId, intendedAt, finishedAt, deadlineAt }: Remediation,
  { id, at }: Pick<EngineEvent, 'id' | 'at'>,
): boolean {
  const endsContainer = action !== 'exec' && action !== 'notify' && outcome !== 'withdrawn';
  return endsContainer && containerId === id && intendedAt <= at && at <= (finishedAt ?? deadlineAt);
}
