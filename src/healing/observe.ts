import type { Container } from '../containers/container.ts';
import type { RemediationOutcome } from '../incidents/incident.ts';
import { decideVerdict, sameVerdict, type Verdict } from '../probes/verdict.ts';
import { attemptUnderway } from './chart.ts';
import type { Draft, Seen } from './draft.ts';

/** Takes in what is seen; a changed verdict is a flip, and a flip is recorded. */
export function takeIn(draft: Draft, seen: Seen): void {
  const { chart, world, now } = draft;
  const verdict = verdictOf(draft, seen);
  if (verdict.kind === 'unknown' && verdict.until !== undefined) draft.due(verdict.until);
  const flipped = !sameVerdict(chart.verdict, verdict);
  const remember =
    flipped ||
    chart.container.id !== seen.container.id ||
    chart.container.state !== seen.container.state ||
    chart.intent.stoppedOnPurpose !== seen.intent.stoppedOnPurpose;
  const since = flipped ? seen.at : chart.since;
  draft.set({ container: seen.container, intent: seen.intent, verdict, since });
  const { target } = chart;
  const { host } = world;
  if (flipped) {
    const from = chart.verdict.kind;
    const { kind: to, reason } = verdict;
    // The first look at a container is no change of anything.
    if (chart.verdict.reason !== 'not_observed') {
      const flip = {
        id: world.newId(),
        target,
        containerId: seen.container.id,
        host,
        at: seen.at,
        from,
        to,
        reason,
        detail: {},
      };
      draft.record({ kind: 'flip', flip });
    }
    draft.tell({ kind: 'verdict_changed', at: now, target, from, to, reason });
  }
  if (seen.gone) draft.record({ kind: 'target_forgotten', target, host });
  if (seen.gone || !remember) return;
  draft.record({
    kind: 'target_remembered',
    memory: {
      target,
      host,
      containerId: seen.container.id,
      containerName: seen.container.name,
      state: seen.container.state,
      verdict: verdict.kind,
      reason: verdict.reason,
      since,
      stoppedOnPurpose: seen.intent.stoppedOnPurpose,
      memo: {},
    },
  });
}

function verdictOf({ chart, now }: Draft, seen: Seen): Verdict {
  if (seen.gone) return { kind: 'off', reason: 'removed' };
  const verdict = decideVerdict(seen.container, seen.intent, now);
  // Down, because we are restarting it at this moment: nothing is known until the restart is over.
  const ours = verdict.reason === 'not_up_after_restart' && attemptUnderway(chart) !== undefined;
  return ours ? { kind: 'unknown', reason: 'being_restarted' } : verdict;
}

/**
 * An attempt whose intent stands in the record and that nobody is carrying out: Paramedic ended in between.
 * A container that started after the intent was restarted (the engine finishes a restart without us);
 * until the deadline the engine may still be at it; after that it is counted as interrupted.
 */
export function settleLostAttempt(draft: Draft, container: Container): void {
  const attempt = attemptUnderway(draft.chart);
  if (attempt === undefined || draft.world.executing.has(attempt.id)) return;
  const replaced = container.id !== attempt.containerId;
  const started = container.startedAt !== undefined && container.startedAt >= attempt.intendedAt;
  if (!replaced && !started && draft.now < attempt.deadlineAt) {
    draft.due(attempt.deadlineAt);
    return;
  }
  const outcome: RemediationOutcome = replaced ? 'gone' : started ? 'done' : 'interrupted';
  finishAttempt(draft, attempt.id, outcome, 'Paramedic ended before the outcome was recorded');
}

export function finishAttempt(draft: Draft, id: string, outcome: RemediationOutcome, error: string | undefined): void {
  const attempt = draft.chart.attempts.find((candidate) => candidate.id === id);
  if (attempt === undefined || attempt.finishedAt !== undefined) return;
  const finished = { ...attempt, finishedAt: draft.now, outcome, error };
  draft.replaceAttempt(finished);
  draft.record({ kind: 'remediation_finished', id, finishedAt: draft.now, outcome, error });
  const incident = draft.chart.incidents.find((open) => open.id === attempt.incidentId);
  draft.tell({ kind: 'remediation_finished', at: draft.now, remediation: finished, incident });
  if (incident === undefined) return;
  const detail = { attempt: attempt.attempt, outcome, seconds: (draft.now - attempt.intendedAt) / 1000 };
  draft.note(incident, 'finished', attempt.action, error === undefined ? detail : { ...detail, error });
}
