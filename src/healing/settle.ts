import type { Container } from '../containers/container.ts';
import type { Remediation, RemediationOutcome } from '../incidents/incident.ts';
import { attemptUnderway, tookPlace } from './chart.ts';
import type { Draft } from './draft.ts';

/**
 * An attempt whose intent stands in the record and that nobody is carrying out: Paramedic ended in between.
 * What the engine shows of it counts (it finishes a restart or a stop without us); until the deadline it may still be at
 * it; after that the attempt is counted as interrupted.
 */
export function settleLostAttempt(draft: Draft, container: Container): void {
  const attempt = attemptUnderway(draft.chart);
  if (attempt === undefined || draft.world.executing.has(attempt.id)) return;
  const shown = shownBy(container, attempt);
  if (shown === undefined && draft.now < attempt.deadlineAt) {
    draft.due(attempt.deadlineAt);
    return;
  }
  const error = 'Paramedic ended before the outcome was recorded';
  finishAttempt(draft, attempt.id, shown ?? 'interrupted', error);
}

function shownBy(
  container: Container,
  { action, containerId, intendedAt }: Remediation,
): RemediationOutcome | undefined {
  const replaced = container.id !== containerId;
  if (replaced) return action === 'recreate' ? 'done' : 'gone';
  if (action === 'stop') return container.state === 'exited' ? 'done' : undefined;
  const started = container.startedAt !== undefined && container.startedAt >= intendedAt;
  return started && (action === 'restart' || action === 'restart-dependents') ? 'done' : undefined;
}

export function finishAttempt(
  draft: Draft,
  id: string,
  outcome: RemediationOutcome,
  error: string | undefined,
  detail: Remediation['detail'] = {},
): void {
  const attempt = draft.chart.attempts.find((candidate) => candidate.id === id);
  if (attempt === undefined || attempt.finishedAt !== undefined) return;
  // What was promised with the intent stays on record beside what the act told.
  const whole = { ...attempt.detail, ...detail };
  const finished: Remediation = { ...attempt, finishedAt: draft.now, outcome, error, detail: whole };
  draft.replaceAttempt(finished);
  draft.record({ kind: 'remediation_finished', id, finishedAt: draft.now, outcome, error, detail: whole });
  const incident = draft.chart.incidents.find((open) => open.id === attempt.incidentId);
  draft.tell({ kind: 'remediation_finished', at: draft.now, remediation: finished, incident });
  if (incident === undefined) return;
  // It was counted when it was intended.
  if (!tookPlace(finished)) draft.patch(incident, { healAttempts: Math.max(0, incident.healAttempts - 1) });
  const story = { attempt: attempt.attempt, outcome, seconds: (draft.now - attempt.intendedAt) / 1000, ...detail };
  draft.note(incident, 'finished', attempt.action, error === undefined ? story : { ...story, error });
}
