import { messageOf } from '../base/errors.ts';
import type { Run } from '../escalation/escalation.ts';
import type { WorkerDeps } from './worker-deps.ts';

export const nameOf = (host: string, pid: number): string => `${host}:${pid}`;
const pidOf = (worker: string): number => Number(/:(\d+)$/.exec(worker)?.[1]);
/** The start of a process is known to the second. */
const SECOND_MS = 1_000;

type Deps = Pick<
  WorkerDeps,
  'name' | 'host' | 'queue' | 'reap' | 'files' | 'processStart' | 'settings' | 'clock' | 'logger'
>;

/**
 * Ends what workers of this machine that have died left behind: every process of their runs, then the runs' rows. What became
 * of the escalations is the queue's matter: their leases run out.
 */
export async function reapOrphans(ownRuns: ReadonlySet<string>, deps: Deps): Promise<void> {
  for (const run of await deps.queue.unfinishedRuns(deps.host)) {
    if (ownRuns.has(run.id) || (await isAlive(run, deps))) continue;
    await reapOne(run, deps);
  }
}

/** Its worker is the process of that number, unless that process began after the run; what was ours is no longer. */
async function isAlive({ worker, startedAt }: Run, { name, processStart }: Deps): Promise<boolean> {
  if (worker === name) return false;
  const began = await processStart(pidOf(worker));
  return began !== undefined && began <= startedAt + SECOND_MS;
}

async function reapOne(run: Run, { queue, reap, files, settings, clock, logger }: Deps): Promise<void> {
  const processes = await reap({ runId: run.id, pid: run.pid, pidStarted: run.pidStarted });
  await files
    .removeRunFolder(run.id)
    .catch((error) => logger.warn('run_folder_stays', { run: run.id, error: messageOf(error) }));
  // Once it has spoken with the API it may have cost anything up to the cap.
  const costUsd = run.sessionId === undefined ? run.costUsd : Math.max(run.costUsd, settings.claude.maxUsd);
  const { turns, tokens } = run;
  const error = `its worker ${run.worker} has died`;
  await queue.endRun(run.id, { at: clock.now(), outcome: 'lost', error, turns, costUsd, tokens });
  logger.warn('orphan_reaped', { run: run.id, escalation: run.escalationId, worker: run.worker, processes });
}
