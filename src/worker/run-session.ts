import { diagnoseEscalation } from '../escalation/diagnose-escalation.ts';
import type { Diagnosis, LaunchEnd } from '../escalation/launch.ts';
import { branchFor, type Workspace } from '../escalation/workspace.ts';
import { recallFor } from './brief.ts';
import { holdSession } from './session.ts';
import { timelineFor } from './telling.ts';
import type { Attempt, Work } from './work.ts';

/** Everything from the checkout and the recall of earlier fixes to the end of the launch. */
export async function runSession(attempt: Attempt, work: Work, signal: AbortSignal): Promise<LaunchEnd> {
  const { hold, able, bells, deps } = attempt;
  const { run, story, place } = work;
  work.workspace = await openWorkspace(attempt, work);
  const parts = { story, lessons: await recallFor(story, deps), workspace: work.workspace };
  if (deps.settings.claude.diagnosis && deps.diagnose !== undefined) {
    const note = (diagnosis: Diagnosis) => deps.queue.noteDiagnosis(hold.claim, { ...diagnosis });
    work.diagnosis = await diagnoseEscalation(story, deps.diagnose, note);
  }
  await tellStart(attempt, work);
  const session = { ...parts, diagnosis: work.diagnosis, run, place, able, signal };
  return holdSession(session, hold, deps, bells);
}

async function openWorkspace({ deps }: Attempt, { story, chosen, place }: Work): Promise<Workspace | undefined> {
  const { workshop, settings, logger } = deps;
  const { id, incidentId } = story.escalation;
  if (chosen.kind === 'none') {
    logger.info('no_workspace', { escalation: id, reason: chosen.reason });
    return undefined;
  }
  const branch = branchFor(incidentId);
  const about = { escalation: id, workspace: chosen.path };
  const order = { repository: chosen.path, worktree: place.worktree, branch, inPlace: settings.claude.inPlace };
  const opened = await workshop.open(order);
  if (opened.kind === 'none') {
    logger.warn('no_workspace', { ...about, reason: opened.reason });
    return undefined;
  }
  if (opened.note !== undefined) logger.info('workspace_note', { ...about, note: opened.note });
  return opened.workspace;
}

async function tellStart({ hold, deps }: Attempt, { run, story, workspace }: Work): Promise<void> {
  const { escalation, incidents } = story;
  const where = workspace === undefined ? {} : { workspace: workspace.path, branch: workspace.branch };
  const detail = { escalation: escalation.id, run: run.id, attempt: run.attempt, worker: deps.name, ...where };
  deps.logger.info('claude_started', { ...detail, target: escalation.target });
  const ids = incidents.map(({ id }) => id);
  await deps.queue.tell(hold.claim, timelineFor(ids, 'claude_started', workspace?.kind ?? 'read_only', detail, deps));
}
