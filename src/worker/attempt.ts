import { ParamedicError } from '../base/errors.ts';
import type { EscalationStory } from '../escalation/archive-port.ts';
import type { Run } from '../escalation/run.ts';
import type { WorkspaceDecision } from '../escalation/workspace-policy.ts';
import { agentIn, chooseWorkspace } from './choose-workspace.ts';
import { conclude } from './conclude.ts';
import { endOnce, noteEnd } from './end-run.ts';
import { runSession } from './run-session.ts';
import { launchFailed } from './session.ts';
import { Supervision } from './supervise.ts';
import type { Attempt } from './work.ts';

/** A workspace that somebody works in is asked for again after this time. */
const BUSY_MS = 60_000;

/** From the look at its workspace to its observed end, or to being given back. */
export async function makeAttempt(attempt: Attempt): Promise<void> {
  const { hold, ownRuns, deps } = attempt;
  const story = await deps.archive.story(hold.claim.escalation.id);
  if (story === undefined || hold.lost.aborted) return;
  const chosen = await chooseWorkspace(story.escalation, deps);
  const agent = chosen.kind === 'folder' ? await agentIn(chosen.path, deps) : undefined;
  if (agent !== undefined) return giveWay(attempt, 'agent_in_workspace', { ...chosen, pid: agent });
  const run = newRun(attempt, chosen);
  ownRuns.add(run.id);
  try {
    if (await begin(attempt, run)) await carryOut(attempt, run, story, chosen);
  } finally {
    ownRuns.delete(run.id);
  }
}

async function carryOut(attempt: Attempt, run: Run, story: EscalationStory, chosen: WorkspaceDecision): Promise<void> {
  const { hold, stop, deps } = attempt;
  const place = await deps.files.open(story.escalation.id);
  const work = { run, story, place, chosen, workspace: undefined, diagnosis: undefined };
  const supervision = new Supervision(hold, stop, deps.clock);
  const end = await supervision.over((signal) => runSession(attempt, work, signal)).catch(launchFailed);
  const endRun = endOnce(attempt, work, await noteEnd(attempt, work, end, supervision.reason));
  try {
    await conclude(attempt, work, end, endRun);
  } finally {
    await endRun();
  }
}

/** The row comes before everything else: it counts for the budgets even if we die, and keeps others out of the workspace. */
async function begin(attempt: Attempt, run: Run): Promise<boolean> {
  const { hold, deps } = attempt;
  try {
    return (await deps.queue.beginRun(hold.claim, run)) && (await deps.queue.setStatus(hold.claim, 'running'));
  } catch (error) {
    if (!(error instanceof ParamedicError && error.code === 'workspace_busy')) throw error;
    await giveWay(attempt, 'workspace_busy', { path: run.workspace });
    return false;
  }
}

/** Nothing was tried; its time to be claimed runs on, so that people are told in the end. */
async function giveWay({ hold, deps }: Attempt, reason: string, about: object): Promise<void> {
  const { escalation } = hold.claim;
  const now = deps.clock.now();
  deps.logger.info('escalation_waits', { escalation: escalation.id, reason, ...about });
  await deps.queue.release(hold.claim, now, { countsAttempt: false, readyAt: now + BUSY_MS });
}

function newRun({ hold, deps }: Attempt, chosen: WorkspaceDecision): Run {
  const { id, attempts } = hold.claim.escalation;
  return {
    ...{ id: deps.newId(), escalationId: id, attempt: attempts, worker: deps.name, workerHost: deps.host },
    ...{ startedAt: deps.clock.now(), workspace: chosen.kind === 'folder' ? chosen.path : undefined },
    ...{ pid: undefined, pidStarted: undefined, sessionId: undefined, firstEventMs: undefined },
    ...{ endedAt: undefined, outcome: undefined, error: undefined, turns: 0, costUsd: 0, tokens: undefined },
  };
}
