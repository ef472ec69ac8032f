import { messageOf } from '../base/errors.ts';
import type { Run } from '../escalation/run.ts';
import { SEEN_LATELY_MS } from '../escalation/worker-sighting.ts';
import { branchFor } from '../escalation/workspace.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** `scope`: within which the number means this process. No two workers that live have one name, also under one host name. */
export const nameOf = (host: string, pid: number, scope: string): string => `${host}:${pid}:${scope}`;

const NAME = /:(?<pid>\d+):(?<scope>[0-9a-z]+)$/;
const partsOf = (worker: string): { pid: number; scope: string } | undefined => {
  const { pid, scope } = NAME.exec(worker)?.groups ?? {};
  return pid === undefined || scope === undefined ? undefined : { pid: Number(pid), scope };
};
/** The start of a process is known to the second. */
const SECOND_MS = 1_000;

type Deps = Pick<
  WorkerDeps,
  | 'name'
  | 'host'
  | 'queue'
  | 'archive'
  | 'reap'
  | 'workshop'
  | 'files'
  | 'processStart'
  | 'settings'
  | 'clock'
  | 'logger'
>;

/**
 * Ends what workers under this host's name that have died left behind: every process of their runs and their worktrees, then the
 * runs' rows, which keep others out of the workspace until then. What became of the escalations is the queue's matter: their leases
 * run out.
 */
export async function reapOrphans(ownRuns: ReadonlySet<string>, deps: Deps): Promise<void> {
  const runs = (await deps.queue.unfinishedRuns(deps.host)).filter(({ id }) => !ownRuns.has(id));
  if (runs.length === 0) return;
  const seen = await deps.archive.workers(deps.clock.now() - SEEN_LATELY_MS);
  const seenLately = new Set(seen.map(({ name }) => name));
  for (const run of runs) {
    if (!(await isAlive(run, seenLately, deps))) await reapOne(run, deps);
  }
}

/**
 * One that is to be seen from here is the process of that number, unless that process began after the run; what was ours is no
 * longer. Of one in another container or on another machine of that name only its heartbeat tells.
 */
async function isAlive({ worker, startedAt }: Run, seenLately: ReadonlySet<string>, deps: Deps): Promise<boolean> {
  if (worker === deps.name) return false;
  const it = partsOf(worker);
  if (it === undefined || it.scope !== partsOf(deps.name)?.scope) return seenLately.has(worker);
  const began = await deps.processStart(it.pid);
  return began !== undefined && began <= startedAt + SECOND_MS;
}

async function reapOne(run: Run, deps: Deps): Promise<void> {
  const { queue, reap, files, settings, clock, logger } = deps;
  const processes = await reap({ runId: run.id, pid: run.pid, pidStarted: run.pidStarted });
  await files
    .removeRunFolder(run.id)
    .catch((error) => logger.warn('run_folder_stays', { run: run.id, error: messageOf(error) }));
  await clearWorktree(run, deps).catch((error) =>
    logger.warn('worktree_stays', { run: run.id, workspace: run.workspace, error: messageOf(error) }),
  );
  // Once it has spoken with the API it may have cost anything up to the cap.
  const costUsd = run.sessionId === undefined ? run.costUsd : Math.max(run.costUsd, settings.claude.maxUsd);
  const { turns, tokens } = run;
  const error = `its worker ${run.worker} has died`;
  await queue.endRun(run.id, { at: clock.now(), outcome: 'lost', error, turns, costUsd, tokens });
  logger.warn('orphan_reaped', { run: run.id, escalation: run.escalationId, worker: run.worker, processes });
}

/** Another run of the same incident would clear it away; there is none when this was the last. */
async function clearWorktree({ escalationId, workspace }: Run, { archive, workshop }: Deps): Promise<void> {
  const story = workspace === undefined ? undefined : await archive.story(escalationId);
  if (workspace === undefined || story === undefined) return;
  await workshop.clearAway(workspace, branchFor(story.escalation.incidentId));
}
