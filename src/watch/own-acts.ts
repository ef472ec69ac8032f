import type { Container } from '../containers/container.ts';
import type { EngineEvent } from '../containers/event.ts';
import type { Remediation } from '../incidents/incident.ts';

/**
 * Events of what Paramedic itself did and is not doing any more. The stream begins an hour back: without this the end of a
 * restart before our own start would be a person's stop, and its incident resolved by that.
 */
export class OwnActs {
  /** Those whose start was told: what comes after it is not ours. */
  readonly #started = new WeakSet<Remediation>();

  isTold(attempts: readonly Remediation[], event: EngineEvent): boolean {
    const act = attempts.find((attempt) => covers(attempt, event));
    if (act === undefined || this.#started.has(act)) return false;
    if (event.action === 'start') this.#started.add(act);
    return true;
  }
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
