import type { Incident, Remediation } from '../incidents/incident.ts';
import { actedAt, attemptUnderway, outagesOf } from './chart.ts';
import type { Draft } from './draft.ts';
import { budgetFreeAt, isBrakeOn } from './pacing.ts';

/** An act that Claude Code asks for, on a target that healing has handed over. */
export interface Ask {
  /** Who asks: `claude:ESCALATION`, or `mcp:NAME` for a session that a person leads. */
  readonly by: string;
  readonly action: 'restart' | 'exec';
}

/** Why it is not done. */
export const ASK_REFUSALS = [
  'no_open_incident',
  'in_progress',
  'not_ordinary',
  'heal_none',
  'no_playbook',
  'stopped_on_purpose',
  'not_running',
  'shadow_mode',
  'engine_unreachable',
  'maintenance',
  'guarded',
  'container_budget',
  'host_budget',
  'max_unhealthy',
] as const;
export type AskRefusal = (typeof ASK_REFUSALS)[number];

/** The engine's patience beyond the stop timeout, as for any restart. */
const DEADLINE_MARGIN_MS = 15_000;
const EXEC_DEADLINE_MS = 60_000;

/**
 * Writes the intent of an act that was asked for. All brakes hold for it but those of the ladder: that healing gave up is why
 * it is asked. It is an attempt like any other: counted, followed by a look, judged by what is seen.
 */
export function intendAsAsked(draft: Draft, ask: Ask): Remediation | AskRefusal {
  const { chart, world, now } = draft;
  const incident = outagesOf(chart)[0] ?? chart.incidents[0];
  const refusal = refusalOf(draft, ask, incident);
  if (incident === undefined || refusal !== undefined) {
    const reason = refusal ?? 'no_open_incident';
    if (incident !== undefined) draft.note(incident, 'refused', reason, { action: ask.action, asked_by: ask.by });
    return reason;
  }
  const patienceMs = ask.action === 'exec' ? EXEC_DEADLINE_MS : chart.settings.stopTimeoutMs + DEADLINE_MARGIN_MS;
  const remediation: Remediation = {
    id: world.newId(),
    incidentId: incident.id,
    target: chart.target,
    containerId: chart.container.id,
    host: world.host,
    attempt: incident.healAttempts + 1,
    action: ask.action,
    intendedAt: now,
    deadlineAt: now + patienceMs,
    finishedAt: undefined,
    outcome: undefined,
    error: undefined,
    detail: {},
    askedBy: ask.by,
  };
  draft.set({ attempts: [...chart.attempts, remediation] });
  draft.record({ kind: 'remediation_intended', remediation });
  draft.note(incident, 'intended', 'asked_for', { action: ask.action, attempt: remediation.attempt, asked_by: ask.by });
  draft.patch(incident, { healAttempts: remediation.attempt });
  const detectionSeconds = Math.max(0, (now - chart.since) / 1000);
  draft.tell({ kind: 'remediation_intended', at: now, remediation, detectionSeconds });
  return remediation;
}

function refusalOf(draft: Draft, { action }: Ask, incident: Incident | undefined): AskRefusal | undefined {
  const { chart, world, now } = draft;
  const { settings, container, intent, place } = chart;
  const { heal, surroundings } = world;
  if (incident === undefined) return 'no_open_incident';
  if (attemptUnderway(chart) !== undefined) return 'in_progress';
  if (place !== 'ordinary') return 'not_ordinary';
  if (settings.actions.includes('none')) return 'heal_none';
  if (action === 'exec' && settings.exec === undefined) return 'no_playbook';
  if (intent.stoppedOnPurpose) return 'stopped_on_purpose';
  if (action === 'exec' && container.state !== 'running') return 'not_running';
  if (surroundings.mode === 'shadow') return 'shadow_mode';
  if (!surroundings.engineReachable) return 'engine_unreachable';
  const { pause } = world.quiet(incident.type);
  if (pause !== undefined) return pause.reason;
  if (now < budgetFreeAt(actedAt(chart), heal.budget, now)) return 'container_budget';
  if (now < budgetFreeAt(surroundings.hostAttempts, heal.hostBudget, now)) return 'host_budget';
  return isBrakeOn(surroundings, heal.maxUnhealthyRatio) ? 'max_unhealthy' : undefined;
}
