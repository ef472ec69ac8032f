import type { Container } from './container.ts';
import type { Intent } from './intent.ts';

/**
 * How a container went that is not on the engine any more. `by_person`: it was stopped first, or had ended before somebody
 * cleared it away. `removed_by_force`, `vanished`: it was up, and nobody stopped it. `unknown`: nobody was watching.
 */
export type Departure = 'by_person' | 'removed_by_force' | 'vanished' | 'unknown';

/** `docker rm -f` kills and removes in one go; whoever kills first and removes later has made up his mind in between. */
const ONE_GO_MS = 5_000;
const SIGKILL = 9;

/** Pure. `goneAt`: when it was missed; `watchedAll`: events have arrived without a gap since its last look. */
export function departureOf(container: Container, intent: Intent, goneAt: number, watchedAll: boolean): Departure {
  const { end, kill, stoppedOnPurpose, stopAt, removedAt = goneAt } = intent;
  if (end !== undefined) {
    const killed = stoppedOnPurpose && stopAt === undefined && kill?.signal === SIGKILL && !kill.ours;
    return killed && removedAt - end.at < ONE_GO_MS ? 'removed_by_force' : 'by_person';
  }
  const wasUp = container.state === 'running' || container.state === 'paused';
  if (stoppedOnPurpose || !wasUp) return 'by_person';
  return watchedAll ? 'vanished' : 'unknown';
}
