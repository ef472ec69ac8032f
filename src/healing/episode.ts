import type { Container } from '../containers/container.ts';
import { cleaner } from '../incidents/evidence/clean-value.ts';
import type { Incident, IncidentType, Resolution, Severity } from '../incidents/incident.ts';
import { openIncident, resolutionPatch } from '../incidents/lifecycle.ts';
import type { Verdict } from '../probes/verdict.ts';
import {
  attemptUnderway,
  type Chart,
  episodeAttempts,
  isHandedOver,
  isTakenDownSince,
  outagesOf,
  tookPlace,
} from './chart.ts';
import { isDismissed } from './dismissal.ts';
import type { Draft } from './draft.ts';
import { provenAt } from './proof.ts';
import { noteStory, storyOf, takeOver } from './same-story.ts';

type Sick = Extract<Verdict, { kind: 'sick' }>;

/**
 * The incident of this outage. One open incident per target and type: a second trouble of the same type joins the first.
 * Undefined when people do not want one now: they resolved it by hand, or asked for peace before it began.
 */
export function openFor(draft: Draft, verdict: Sick): Incident | undefined {
  const open = draft.chart.incidents.find((incident) => incident.type === verdict.type);
  if (open !== undefined) return open;
  if (isDismissed(draft.chart, verdict.type)) return undefined;
  const { pause } = draft.world.quiet(verdict.type);
  if (pause !== undefined && outagesOf(draft.chart).length === 0) {
    draft.due(pause.until);
    return undefined;
  }
  const story = storyOf(draft.chart, verdict.type);
  const parent = story === undefined ? {} : { parentId: story.parentId };
  const evidence = evidenceOf(draft.chart.container);
  const incident = openAs(draft, { ...verdict, ...parent, at: draft.chart.since, evidence });
  if (story !== undefined) noteStory(draft, incident, story);
  else if (incident.type === 'restart_loop') takeOver(draft, incident);
  return incident;
}

export interface Trouble {
  readonly type: IncidentType;
  readonly severity: Severity;
  readonly reason: string;
  readonly description: string;
  readonly evidence: Incident['evidence'];
  readonly at: number;
  readonly status?: Incident['status'];
  readonly parentId?: string;
  readonly healAttempts?: number;
  /** As of what it follows from: who asked for peace of that one has it of this one too. */
  readonly peace?: Pick<Incident, 'muted' | 'snoozedUntil'>;
}

export function openAs(draft: Draft, trouble: Trouble): Incident {
  const { container, target } = draft.chart;
  const { reason, healAttempts = 0, peace = {}, ...rest } = trouble;
  const { host, newId } = draft.world;
  const opened = openIncident({
    ...rest,
    ...{ id: newId(), host, target, containerName: container.name, containerId: container.id },
  });
  const incident = { ...opened, healAttempts, ...peace };
  draft.record({ kind: 'incident_opened', incident });
  draft.set({ incidents: [...draft.chart.incidents, incident] });
  const parent = trouble.parentId === undefined ? {} : { parent: trouble.parentId };
  draft.note(incident, 'opened', reason, { description: trouble.description, ...parent });
  draft.tell({ kind: 'incident_opened', at: draft.now, incident });
  return incident;
}

const redacted = cleaner([]);

/** The facts at hand; hostile text in them is capped by the adapter. Whatever looks like a secret is hidden. */
function evidenceOf(container: Container): Readonly<Record<string, unknown>> {
  const { image, imageId, state, health, exitCode, oomKilled, restartCount, restartPolicy } = container;
  const { lastCheck, failingStreak } = container;
  const facts = { image, imageId, state, health, exitCode, oomKilled, restartCount, restartPolicy, lastCheck };
  return redacted({ ...facts, failingStreak }) as Incident['evidence'];
}

/** True when the outage is over and its incidents are resolved. */
export function closeIfOver(draft: Draft): boolean {
  const { verdict } = draft.chart;
  if (verdict.kind === 'off' && (verdict.reason === 'stopped_on_purpose' || verdict.reason === 'removed')) {
    return close(draft, draft.chart.incidents, 'human', verdict.reason);
  }
  const outages = outagesOf(draft.chart);
  if (outages.length === 0) return false;
  if (verdict.kind === 'healthy') return closeIfProven(draft, outages);
  const finished = verdict.kind === 'off' && verdict.reason === 'finished';
  return finished && close(draft, outages, 'self_recovered', verdict.reason);
}

/** A person took it down, and it is up again or replaced before anybody looked: what was open then is over all the same. */
export function closeIfTakenDown(draft: Draft, before: Chart): void {
  const { intent, incidents, since } = draft.chart;
  if (!isTakenDownSince(before, draft.chart)) return;
  const { takenDownAt = 0, touchedAt = takenDownAt } = intent;
  const over = incidents.filter(({ timestamp }) => timestamp <= takenDownAt);
  // What is wrong from now on is another trouble, and as old as the present life.
  if (close(draft, over, 'human', 'stopped_on_purpose')) draft.set({ since: Math.max(since, touchedAt) });
}

/** Success is observed: healthy without a gap for the verification time, not what a call returned. */
function closeIfProven(draft: Draft, outages: readonly Incident[]): boolean {
  const { chart, world, now } = draft;
  // What was seen last may be over by now: the first look after the gap decides.
  if (!world.surroundings.engineReachable) return false;
  // Its outcome belongs to this story, and says who made it well.
  if (attemptUnderway(chart) !== undefined) return false;
  const proven = provenAt(draft);
  if (now >= proven) return close(draft, outages, resolutionOf(draft), 'observed_healthy');
  draft.due(proven);
  if (chart.refusal !== 'recovering') {
    const detail = { provenAt: new Date(proven).toISOString() };
    for (const incident of outages) draft.note(incident, 'recovering', chart.verdict.reason, detail);
    draft.set({ refusal: 'recovering' });
  }
  return false;
}

function close(draft: Draft, incidents: readonly Incident[], resolution: Resolution, reason: string): boolean {
  for (const incident of incidents) endIncident(draft, incident, resolution, reason);
  draft.set({ refusal: undefined, judgedAttemptId: undefined });
  return incidents.length > 0;
}

export function endIncident(
  draft: Draft,
  incident: Incident,
  resolution: Resolution,
  reason: string,
  detail: Readonly<Record<string, unknown>> = {},
): Incident {
  draft.note(incident, 'resolved', reason, { resolution, ...detail });
  const resolved = draft.patch(incident, resolutionPatch(draft.now, resolution));
  const recoverySeconds = Math.max(0, (draft.now - incident.timestamp) / 1000);
  draft.tell({ kind: 'incident_resolved', at: draft.now, incident: resolved, recoverySeconds });
  draft.set({ incidents: draft.chart.incidents.filter(({ id }) => id !== incident.id) });
  return resolved;
}

/**
 * Who made it well: the last one who touched it. What was tried and had no effect was not it, and a hand-over means that our own
 * attempts were not.
 */
function resolutionOf({ chart, world }: Draft): Resolution {
  const acts = episodeAttempts(chart).filter((attempt) => attempt.action !== 'notify' && tookPlace(attempt));
  const openedAt = Math.min(...outagesOf(chart).map((incident) => incident.timestamp));
  const touchedAt = chart.intent.touchedAt ?? 0;
  if (touchedAt > Math.max(openedAt, acts.at(-1)?.intendedAt ?? 0)) return 'human';
  const startedAt = chart.container.startedAt ?? 0;
  const effective = acts.filter(({ outcome, intendedAt }) => outcome === 'done' || startedAt >= intendedAt);
  const byClaude = effective.at(-1)?.askedBy !== undefined || outagesOf(chart).some(({ id }) => world.actedOn(id));
  if (byClaude) return 'claude';
  return effective.length > 0 && !isHandedOver(chart) ? 'auto_healed' : 'self_recovered';
}
