import { messageOf } from '../base/errors.ts';
import type { EscalationOutcome } from '../escalation/escalation.ts';
import type { LaunchEnd } from '../escalation/launch.ts';
import { decideAfterRun, isSettled } from '../escalation/run-course.ts';
import { finish } from './finish.ts';
import { insist } from './insist.ts';
import { observe } from './supervise.ts';
import { timelineFor } from './telling.ts';
import type { Attempt, Work } from './work.ts';

/** Ends the run's row: until then nobody else works in its workspace. */
type EndRun = () => Promise<void>;

/**
 * After the session: waits for what is observed and brings the escalation to its end, or gives it back. The run ends between
 * the two: when its workspace is as it is to be left, and before anybody may claim what comes next.
 */
export async function conclude(attempt: Attempt, work: Work, end: LaunchEnd, endRun: EndRun): Promise<void> {
  const { hold, stop, deps } = attempt;
  const endedAt = deps.clock.now();
  if (stop.aborted || hold.lost.aborted)
    return giveBack(attempt, work, endRun, { reason: 'worker_stopped', countsAttempt: false, inMs: 0 });
  const { attempts } = hold.claim.escalation;
  const settled = hold.state !== undefined && isSettled({ ...hold.state, claimedAt: hold.claimedAt });
  const { maxAttempts } = deps.settings;
  const next = decideAfterRun({ outcome: end.outcome, acted: hold.acted, attempts, maxAttempts, settled });
  if (next.kind === 'again')
    return giveBack(attempt, work, endRun, { reason: end.outcome, countsAttempt: true, inMs: next.inMs });
  const observed =
    next.kind === 'give_up'
      ? ({ kind: 'end', outcome: 'failed', reason: 'attempts_exhausted' } as const)
      : await observe(end, endedAt, hold, deps, stop);
  if (observed.kind !== 'end')
    return giveBack(attempt, work, endRun, { reason: 'worker_stopped', countsAttempt: true, inMs: 0 });
  const { workshop } = deps;
  const { workspace } = work;
  const left = workspace === undefined ? undefined : await attemptTo(() => workshop.survey(workspace), attempt);
  const closing = await close(attempt, work, observed.outcome);
  await endRun();
  await finish(attempt, work, { ...observed, end, left, closing });
}

/** In place what did not help is taken back: containers run from there. */
async function close(
  attempt: Attempt,
  { workspace }: Work,
  outcome: EscalationOutcome | undefined,
): Promise<string | undefined> {
  if (workspace === undefined) return undefined;
  const { workshop, settings } = attempt.deps;
  const isMerge = outcome === 'resolved' && settings.claude.merge === 'fast-forward';
  const isUndo = outcome !== 'resolved' && workspace.kind === 'in_place';
  return attemptTo(() => workshop.close(workspace, isMerge ? 'merge' : isUndo ? 'undo' : 'keep'), attempt);
}

/** For the next one who claims it; of a claim that is lost nothing is given back and nothing is said. */
async function giveBack(
  attempt: Attempt,
  work: Work,
  endRun: EndRun,
  { reason, countsAttempt, inMs }: { readonly reason: string; readonly countsAttempt: boolean; readonly inMs: number },
): Promise<void> {
  const { hold, deps } = attempt;
  const { queue, clock, logger, name } = deps;
  await close(attempt, work, undefined);
  await endRun();
  if (hold.lost.aborted) return logger.warn('claim_lost', { escalation: work.story.escalation.id, run: work.run.id });
  const { id, incidentId } = work.story.escalation;
  const detail = { escalation: id, run: work.run.id, worker: name };
  const now = clock.now();
  await insist(
    async () => {
      await queue.tell(hold.claim, timelineFor([incidentId], 'escalation_released', reason, detail, deps));
      await queue.release(hold.claim, now, { countsAttempt, readyAt: now + inMs });
    },
    clock,
    hold.lost,
  );
  logger.info('escalation_released', { ...detail, reason, again_in_ms: inMs });
}

/** A repository that cannot be tidied up changes nothing in what the escalation came to. */
async function attemptTo<T>(work: () => Promise<T>, { hold, deps }: Attempt): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    deps.logger.error('workspace_failed', { escalation: hold.claim.escalation.id, error: messageOf(error) });
    return undefined;
  }
}
