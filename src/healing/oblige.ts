import type { Remediation } from '../incidents/incident.ts';
import { timelineChange } from '../incidents/lifecycle.ts';
import { attemptUnderway } from './chart.ts';
import type { Draft } from './draft.ts';
import { budgetFreeAt } from './pacing.ts';

/** The engine's patience beyond the stop timeout, as for any restart. */
const DEADLINE_MARGIN_MS = 15_000;

/**
 * A restart for the sake of somebody whom this target needs (rung `restart-dependents`). It is written into the story of that
 * one's incident and counts for the budget of this container; who is down, being healed or over its budget is left alone.
 */
export function intendForParent(draft: Draft, cause: Remediation): Remediation | undefined {
  const { chart, world, now } = draft;
  const { target, container, settings, attempts } = chart;
  const tell = (kind: string, reason: string) =>
    draft.record(
      timelineChange(world.newId(), cause.incidentId, now, kind, reason, { target, attempt: cause.attempt }),
    );
  const free = attempts.filter(({ action }) => action !== 'notify').map(({ intendedAt }) => intendedAt);
  if (container.state !== 'running' || attemptUnderway(chart) !== undefined)
    tell('dependent_left_alone', 'not_running');
  else if (chart.place !== 'ordinary') tell('dependent_left_alone', chart.place);
  else if (now < budgetFreeAt(free, world.heal.budget, now)) tell('dependent_left_alone', 'container_budget');
  else {
    const remediation: Remediation = {
      id: world.newId(),
      incidentId: cause.incidentId,
      target,
      containerId: container.id,
      host: world.host,
      attempt: cause.attempt,
      action: 'restart',
      intendedAt: now,
      deadlineAt: now + settings.stopTimeoutMs + DEADLINE_MARGIN_MS,
      finishedAt: undefined,
      outcome: undefined,
      error: undefined,
      detail: {},
    };
    draft.set({ attempts: [...attempts, remediation] });
    draft.record({ kind: 'remediation_intended', remediation });
    tell('dependent_restarted', 'restart-dependents');
    draft.tell({
      kind: 'remediation_intended',
      at: now,
      remediation,
      detectionSeconds: (now - cause.intendedAt) / 1000,
    });
    return remediation;
  }
  return undefined;
}
