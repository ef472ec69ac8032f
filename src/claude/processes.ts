import type { Clock } from '../base/clock.ts';
import type { ReapRun } from '../escalation/launch.ts';
import { isStillMarked, marked, type ProcessIdentity } from './proc.ts';

/** Time for a process to end by itself after SIGTERM. */
const GRACE_MS = 1_500;
const POLL_MS = 50;
/** A process that forks faster than we look would go on for ever otherwise. */
const MAX_ROUNDS = 20;

/**
 * Ends every process of a run: by the marker it has inherited, whatever its parent, group or session (shells of Claude Code
 * are sessions of their own, and a child that was forked twice belongs to nobody). First SIGTERM, then SIGKILL, and again
 * until a look finds none. Touches only our own user's processes with this run's marker that began at `since` or later;
 * each is looked at once more right before its signal, so a number that was given away again is safe.
 * How many processes it was. A program that has wiped its environment is not found: the gate allows none that does.
 */
export async function sweep(runId: string, since: number, clock: Clock): Promise<number> {
  const seen = new Map<number, ProcessIdentity>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = await marked(runId, since);
    if (found.length === 0) break;
    for (const one of found) seen.set(one.pid, one);
    await signalAll(found, runId, round === 0 ? 'SIGTERM' : 'SIGKILL');
    await untilGone(found, runId, clock);
  }
  return seen.size;
}

/** What a worker that died left behind: its Claude Code, if that is still the same process, and everything it started. */
export const createReap =
  (clock: Clock): ReapRun =>
  ({ runId, pidStarted }) =>
    sweep(runId, pidStarted ?? 0, clock);

async function signalAll(found: readonly ProcessIdentity[], runId: string, signal: NodeJS.Signals): Promise<void> {
  for (const one of found) {
    if (!(await isStillMarked(one, runId))) continue;
    try {
      process.kill(one.pid, signal);
    } catch {
      // It has ended in between.
    }
  }
}

async function untilGone(found: readonly ProcessIdentity[], runId: string, clock: Clock): Promise<void> {
  const deadline = clock.now() + GRACE_MS;
  let left = found;
  while (clock.now() < deadline) {
    const still = await Promise.all(left.map((one) => isStillMarked(one, runId)));
    left = left.filter((_, index) => still[index]);
    if (left.length === 0) return;
    await clock.sleep(POLL_MS);
  }
}
