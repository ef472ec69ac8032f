import type { Container } from '../containers/container.ts';
import type { Incident, Resolution } from '../incidents/incident.ts';
import { openIncident, resolutionPatch } from '../incidents/lifecycle.ts';
import type { Verdict } from '../probes/verdict.ts';
import { type Chart, episodeAttempts, isHandedOver } from './chart.ts';
import type { Draft } from './draft.ts';

type Sick = Extract<Verdict, { kind: 'sick' }>;

/** One open incident per target and type: a second trouble of the same type joins the first. */
export function openFor(draft: Draft, verdict: Sick): Incident {
  const open = draft.chart.incidents.find((incident) => incident.type === verdict.type);
  if (open !== undefined) return open;
  const { container, target, since } = draft.chart;
  const incident = openIncident({
    id: draft.world.newId(),
    at: since,
    host: draft.world.host,
    target,
    containerName: container.name,
    containerId: container.id,
    type: verdict.type,
    severity: verdict.severity,
    description: verdict.description,
    evidence: evidenceOf(container),
  });
  draft.record({ kind: 'incident_opened', incident });
  draft.set({ incidents: [...draft.chart.incidents, incident], refusal: undefined });
  draft.note(incident, 'opened', verdict.reason, { description: verdict.description });
  draft.tell({ kind: 'incident_opened', at: draft.now, incident });
  return incident;
}

/** The facts at hand; hostile text in them is capped by the adapter. */
export function evidenceOf(container: Container): Readonly<Record<string, unknown>> {
  const { image, imageId, state, health, exitCode, oomKilled, restartCount, restartPolicy } = container;
  const { lastCheck, failingStreak } = container;
  return { image, imageId, state, health, exitCode, oomKilled, restartCount, restartPolicy, lastCheck, failingStreak };
}

/** True when the episode is over and its incidents are resolved. */
export function closeIfOver(draft: Draft): boolean {
  const { verdict, incidents } = draft.chart;
  if (incidents.length === 0) return false;
  if (verdict.kind === 'healthy') return closeIfProven(draft);
  if (verdict.kind !== 'off') return false;
  if (verdict.reason === 'finished') return close(draft, 'self_recovered', verdict.reason);
  if (verdict.reason === 'stopped_on_purpose' || verdict.reason === 'removed') {
    return close(draft, 'human', verdict.reason);
  }
  return false;
}

/** Success is observed: healthy without a gap for the verification time, not what a call returned. */
function closeIfProven(draft: Draft): boolean {
  const { chart, world, now } = draft;
  const healthySince = Math.max(chart.since, world.watchedSince, chart.container.startedAt ?? 0);
  const provenAt = healthySince + chart.settings.verifyMs;
  if (now >= provenAt) return close(draft, resolutionOf(chart), 'observed_healthy');
  draft.due(provenAt);
  if (chart.refusal !== 'recovering') {
    draft.noteAll('recovering', chart.verdict.reason, { provenAt: new Date(provenAt).toISOString() });
    draft.set({ refusal: 'recovering' });
  }
  return false;
}

function close(draft: Draft, resolution: Resolution, reason: string): boolean {
  for (const incident of draft.chart.incidents) {
    draft.note(incident, 'resolved', reason, { resolution });
    const resolved = draft.patch(incident, resolutionPatch(draft.now, resolution));
    const recoverySeconds = Math.max(0, (draft.now - incident.timestamp) / 1000);
    draft.tell({ kind: 'incident_resolved', at: draft.now, incident: resolved, recoverySeconds });
  }
  draft.set({ incidents: [], refusal: undefined, judgedAttemptId: undefined });
  return true;
}

/** Who made it well: the last one who touched it. A hand-over means that our own attempts did not. */
function resolutionOf(chart: Chart): Resolution {
  const restarts = episodeAttempts(chart).filter((attempt) => attempt.action === 'restart');
  const last = restarts[restarts.length - 1];
  const openedAt = Math.min(...chart.incidents.map((incident) => incident.timestamp));
  const touchedAt = chart.intent.touchedAt ?? 0;
  if (touchedAt > Math.max(openedAt, last?.intendedAt ?? 0)) return 'human';
  if (isHandedOver(chart)) return 'self_recovered';
  const effective = restarts.some(
    (attempt) => attempt.outcome === 'done' || (chart.container.startedAt ?? 0) >= attempt.intendedAt,
  );
  return effective ? 'auto_healed' : 'self_recovered';
}
