import type { Remediation } from '../incidents/incident.ts';
import { timelineChange } from '../incidents/lifecycle.ts';
import { actedAt, attemptUnderway } from './chart.ts';
import { isOutageDismissed } from './dismissal.ts';
import type { Draft } from './draft.ts';
import { remember } from './observe.ts';
import { leftAlone } from './owed.ts';
import { budgetFreeAt, isBrakeOn } from './pacing.ts';

/** The engine's patience beyond the stop timeout, as for any restart. */
const DEADLINE_MARGIN_MS = 15_000;

/**
 * A restart for the sake of somebody whom this target needs (rung `restart-dependents`). It is written into the story of that
 * one's incident and counts for the budgets of this container and of the host. What would hold back any other act on this
 * container holds this one back too; it is not made up for later.
 */
export function intendForParent(draft: Draft, cause: Remediation): Remediation | undefined {
  const { chart, world, now } = draft;
  const { target, container, settings, attempts } = chart;
  const tell = (kind: string, reason: string) =>
    draft.record(
      timelineChange(world.newId(), cause.incidentId, now, kind, reason, { target, attempt: cause.attempt }),
    );
  const reason = reasonToLeaveAlone(draft);
  if (reason !== undefined) {
    tell('dependent_left_alone', reason);
    draft.set(leftAlone(chart, cause));
    remember(draft);
  } else {
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

function reasonToLeaveAlone({ chart, world, now }: Draft): string | undefined {
  const { container, settings } = chart;
  const { heal, surroundings } = world;
  if (surroundings.mode === 'shadow') return 'shadow_mode';
  if (container.state !== 'running' || attemptUnderway(chart) !== undefined) return 'not_running';
  if (chart.place !== 'ordinary') return chart.place;
  if (settings.actions.every((action) => action === 'none')) return 'heal_none';
  if (isOutageDismissed(chart)) return 'resolved_by_hand';
  if (!surroundings.engineReachable) return 'engine_unreachable';
  const { pause } = world.quiet('container_unhealthy');
  if (pause !== undefined) return pause.reason;
  if (now < budgetFreeAt(actedAt(chart), heal.budget, now)) return 'container_budget';
  if (now < budgetFreeAt(surroundings.hostAttempts, heal.hostBudget, now)) return 'host_budget';
  return isBrakeOn(surroundings, heal.maxUnhealthyRatio) ? 'max_unhealthy' : undefined;
}
