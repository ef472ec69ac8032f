import type { Incident, Remediation, RemediationAction } from '../incidents/incident.ts';
import { openIncident } from '../incidents/lifecycle.ts';
import { episodeAttempts, isHandedOver } from './chart.ts';
import type { Draft, Step } from './draft.ts';
import { type Case, decideHealing } from './policy.ts';

/** The client's patience beyond the stop timeout; a shorter one would make a false failure and a second restart. */
const DEADLINE_MARGIN_MS = 15_000;

/** Sick again after an attempt that is over: the attempt did not help. Told once an attempt. */
export function judgeLastAttempt(draft: Draft, incident: Incident): void {
  const done = episodeAttempts(draft.chart).filter((attempt) => attempt.action === 'restart');
  const last = done[done.length - 1];
  if (last?.finishedAt === undefined || last.outcome === 'withdrawn') return;
  if (draft.chart.judgedAttemptId === last.id) return;
  const reason = last.outcome === 'done' ? 'restart_ineffective' : `restart_${last.outcome}`;
  draft.set({ judgedAttemptId: last.id });
  draft.note(incident, 'ineffective', reason, { attempt: last.attempt });
  const { target } = draft.chart;
  draft.tell({ kind: 'heal_ineffective', at: draft.now, target, incident, attempt: last.attempt, reason });
}

/** Decides what to do about a sick target, and writes it down. */
export function heal(draft: Draft, incident: Incident): Step {
  const { chart, world, now } = draft;
  const episode = episodeAttempts(chart);
  // An attempt that was called off before anything was done is none.
  const counts = (attempt: Remediation) => attempt.action === 'restart' && attempt.outcome !== 'withdrawn';
  const inputs: Case = {
    verdict: chart.verdict,
    container: chart.container,
    settings: chart.settings,
    heal: world.heal,
    attempts: chart.attempts.filter(counts),
    episodeAttempts: episode.filter(counts).length,
    escalated: isHandedOver(chart),
    notified: episode.some((attempt) => attempt.action === 'notify'),
    place: chart.place,
    surroundings: world.surroundings,
  };
  const decision = decideHealing(inputs, now);
  switch (decision.kind) {
    case 'act':
      return draft.finish(
        decision,
        inputs,
        intend(draft, incident, decision.action, decision.attempt, decision.reason),
      );
    case 'give_up':
      handOver(draft, incident, decision.reason);
      return draft.finish(decision, inputs);
    case 'wait':
      draft.due(decision.until);
      refuse(draft, incident, decision.reason, decision.until);
      return draft.finish(decision, inputs);
    case 'hold':
      refuse(draft, incident, decision.reason, undefined);
      return draft.finish(decision, inputs);
  }
}

/** The intent is on record before the act; a notification is its own act and is over with the record. */
function intend(
  draft: Draft,
  incident: Incident,
  action: RemediationAction,
  attempt: number,
  reason: string,
): Remediation | undefined {
  const { chart, world, now } = draft;
  const remediation: Remediation = {
    id: world.newId(),
    incidentId: incident.id,
    target: chart.target,
    containerId: chart.container.id,
    host: world.host,
    attempt,
    action,
    intendedAt: now,
    deadlineAt: now + chart.settings.stopTimeoutMs + DEADLINE_MARGIN_MS,
    finishedAt: action === 'notify' ? now : undefined,
    outcome: action === 'notify' ? 'done' : undefined,
    error: undefined,
    detail: {},
  };
  draft.set({ attempts: [...chart.attempts, remediation], refusal: undefined });
  draft.record({ kind: 'remediation_intended', remediation });
  draft.note(incident, action === 'notify' ? 'notified' : 'intended', reason, { action, attempt });
  const detectionSeconds = Math.max(0, (now - chart.since) / 1000);
  if (action === 'notify') {
    draft.tell({ kind: 'remediation_finished', at: now, remediation, incident });
    return undefined;
  }
  const first = incident.status === 'open' ? { status: 'healing' as const } : {};
  draft.patch(incident, { ...first, healAttempts: incident.healAttempts + 1 });
  draft.tell({ kind: 'remediation_intended', at: now, remediation, detectionSeconds });
  return remediation;
}

/** The circuit opens: no more attempts until it is well again; people (and later Claude Code) take over. */
function handOver(draft: Draft, incident: Incident, reason: string): void {
  const { world, now, chart } = draft;
  const attempts = incident.healAttempts;
  draft.note(incident, 'heal_failed', reason, { attempts });
  const status = chart.settings.escalate ? 'escalated' : 'open';
  const handed = draft.patch(incident, { status });
  if (chart.settings.escalate) draft.note(incident, 'escalated', reason);
  const opened = openIncident({
    id: world.newId(),
    at: now,
    host: world.host,
    target: chart.target,
    containerName: incident.containerName,
    containerId: chart.container.id,
    type: 'heal_failed',
    severity: 'critical',
    description: `${attempts} attempts did not heal ${incident.containerName} (${incident.type})`,
    evidence: { attempts, reason },
    status,
    parentId: incident.id,
  });
  const failure = { ...opened, healAttempts: attempts };
  draft.record({ kind: 'incident_opened', incident: failure });
  draft.set({ incidents: [...draft.chart.incidents, failure], refusal: 'handed_over' });
  draft.note(failure, 'opened', reason, { parent: incident.id });
  draft.tell({ kind: 'incident_opened', at: now, incident: failure });
  draft.tell({ kind: 'incident_escalated', at: now, incident: handed, reason });
}

/** These are states of the matter, not refusals: nobody asked for an act. */
const SILENT: readonly string[] = [
  'not_sick',
  'unknown_verdict',
  'switched_off',
  'in_progress',
  'resyncing',
  'handed_over',
];

function refuse(draft: Draft, incident: Incident, reason: string, until: number | undefined): void {
  if (SILENT.includes(reason) || draft.chart.refusal === reason) return;
  draft.set({ refusal: reason });
  draft.note(incident, 'refused', reason, until === undefined ? {} : { until: new Date(until).toISOString() });
  const { target } = draft.chart;
  draft.tell({ kind: 'heal_refused', at: draft.now, target, reason, incidentId: incident.id });
}
