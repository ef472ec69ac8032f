import type { Incident, Remediation, RemediationAction } from '../incidents/incident.ts';
import { episodeAttempts, isHandedOver, tookPlace } from './chart.ts';
import { decisionRecord } from './decision-record.ts';
import type { Draft, Outcome } from './draft.ts';
import { openAs } from './episode.ts';
import { isBadUpdate, previousImage } from './image-history.ts';
import { promiseOf } from './owed.ts';
import { type Case, decideHealing, settledAt } from './policy.ts';
import type { GiveUpReason } from './reasons.ts';
import { refuse } from './refuse.ts';
import { isStranded, relativeOf } from './relatives.ts';
import { headOf } from './same-story.ts';
import { muteReasonOf } from './telling.ts';

/** The client's patience beyond the stop timeout; a shorter one would make a false failure and a second restart. */
const DEADLINE_MARGIN_MS = 15_000;
/** A clean-up command gets this long. */
const EXEC_DEADLINE_MS = 60_000;
/** Beyond its start period a recreated container gets this long to become well, before the old one is put back. */
const WELL_MARGIN_MS = 60_000;

/** Sick again after an attempt that is over: the attempt did not help. Told once an attempt. */
export function judgeLastAttempt(draft: Draft, incident: Incident): void {
  const last = episodeAttempts(draft.chart).findLast(({ action }) => action !== 'notify');
  if (last?.finishedAt === undefined || !tookPlace(last)) return;
  if (draft.chart.judgedAttemptId === last.id) return;
  const settled = settledAt(last, draft.chart.settings.verifyMs);
  if (draft.now < settled) {
    draft.due(settled);
    return;
  }
  const reason = last.outcome === 'done' ? `${last.action}_ineffective` : `${last.action}_${last.outcome}`;
  draft.set({ judgedAttemptId: last.id });
  draft.note(incident, 'ineffective', reason, { attempt: last.attempt });
  const { target } = draft.chart;
  draft.tell({ kind: 'heal_ineffective', at: draft.now, target, incident, attempt: last.attempt, reason });
}

/** Decides what to do about a sick target, and writes it down. */
export function heal(draft: Draft, incident: Incident): Outcome {
  const { now } = draft;
  const inputs = caseOf(draft, incident);
  const decision = decideHealing(inputs, now);
  draft.decided(decisionRecord(decision, inputs, now), incident);
  switch (decision.kind) {
    case 'act':
      return { decision, inputs, act: intend(draft, incident, decision.action, decision.attempt, decision.reason) };
    case 'give_up':
      handOver(draft, incident, decision.reason);
      break;
    case 'wait':
      draft.due(decision.until);
      refuse(draft, incident, decision.reason, decision.until);
      break;
    case 'hold':
      refuse(draft, incident, decision.reason, undefined);
      break;
  }
  // Whatever else holds it back: its trouble comes from there, and people are told of that one.
  inhibit(draft, inputs);
  return { decision, inputs };
}

function caseOf({ chart, world }: Draft, incident: Incident): Case {
  const parents = world.parents();
  return {
    verdict: chart.verdict,
    since: chart.since,
    container: chart.container,
    settings: chart.settings,
    heal: world.heal,
    attempts: chart.attempts.filter((attempt) => attempt.action !== 'notify' && tookPlace(attempt)),
    calledOff: chart.attempts.slice(chart.attempts.findLastIndex(tookPlace) + 1),
    climbed: episodeAttempts(chart).filter(tookPlace),
    escalated: isHandedOver(chart),
    place: chart.place,
    relatives: parents.map(relativeOf),
    stranded: isStranded(chart, parents),
    badUpdate: isBadUpdate(chart.images),
    pause: world.quiet(incident.type).pause,
    surroundings: world.surroundings,
  };
}

/** Its trouble comes from somebody else's: the incidents say whose, and people are told of that one only. */
function inhibit(draft: Draft, { relatives }: Case): void {
  // The farthest one that is sick is the root cause.
  const root = relatives.findLast(({ state, incidentId }) => state === 'sick' && incidentId !== undefined);
  if (root?.incidentId === undefined) return;
  for (const incident of draft.chart.incidents) {
    if (incident.parentId !== undefined || incident.id === root.incidentId) continue;
    draft.patch(incident, { parentId: root.incidentId });
    draft.note(incident, 'inhibited', 'parent_sick', { parent: root.incidentId, target: root.target });
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
    deadlineAt: now + patienceMs(draft, action),
    finishedAt: action === 'notify' ? now : undefined,
    outcome: action === 'notify' ? 'done' : undefined,
    error: undefined,
    detail: action === 'restart-dependents' ? promiseOf(world.dependents()) : {},
  };
  draft.set({ attempts: [...chart.attempts, remediation], refusal: undefined });
  draft.record({ kind: 'remediation_intended', remediation });
  draft.note(incident, action === 'notify' ? 'notified' : 'intended', reason, { action, attempt });
  if (action === 'notify') {
    // Nothing is under way whose end would bring the next rung.
    draft.due(now);
    const tells = world.tells && muteReasonOf(draft, incident) === undefined;
    const told = tells ? draft.patch(incident, { toldAt: now }) : incident;
    draft.tell({ kind: 'remediation_finished', at: now, remediation, incident: told });
    if (tells) draft.tell({ kind: 'people_told', at: now, event: 'notify', incident: told });
    return undefined;
  }
  const first = incident.status === 'open' ? { status: 'healing' as const } : {};
  draft.patch(incident, { ...first, healAttempts: incident.healAttempts + 1 });
  // What stood before we watched could not be acted on before.
  const detectionSeconds = Math.max(0, (now - Math.max(chart.since, world.watchedSince)) / 1000);
  draft.tell({ kind: 'remediation_intended', at: now, remediation, detectionSeconds });
  return remediation;
}

function patienceMs({ chart }: Draft, action: RemediationAction): number {
  if (action === 'exec') return EXEC_DEADLINE_MS;
  const once = chart.settings.stopTimeoutMs + DEADLINE_MARGIN_MS;
  // Old one stopped, new one watched, and all of it back again if need be.
  return action === 'recreate' ? 3 * once + wellWithinMs(chart.container.startPeriodMs) : once;
}

export const wellWithinMs = (startPeriodMs: number): number => startPeriodMs + WELL_MARGIN_MS;

/** The circuit opens: no more attempts until it is well again; people (and later Claude Code) take over. */
export function handOver(draft: Draft, last: Incident, reason: GiveUpReason): void {
  const { now, chart } = draft;
  const incident = headOf(chart, last);
  const attempts = last.healAttempts + (incident === last ? 0 : incident.healAttempts);
  draft.note(incident, 'heal_failed', reason, { attempts });
  const status = chart.settings.escalate ? 'escalated' : 'open';
  const handed = draft.patch(incident, { status });
  if (chart.settings.escalate) draft.note(incident, 'escalated', reason);
  openAs(draft, {
    type: reason === 'bad_update' ? 'bad_update' : 'heal_failed',
    severity: 'critical',
    reason,
    description: describeHandOver(draft, { ...incident, healAttempts: attempts }, reason),
    evidence: { attempts, reason, ...(reason === 'bad_update' ? imagesOf(draft) : {}) },
    at: now,
    status,
    parentId: incident.id,
    healAttempts: attempts,
    peace: { muted: handed.muted, snoozedUntil: handed.snoozedUntil },
  });
  draft.set({ refusal: 'handed_over' });
  draft.tell({ kind: 'incident_escalated', at: now, incident: handed, reason });
}

function describeHandOver(
  { chart }: Draft,
  { containerName: name, type, healAttempts }: Incident,
  reason: GiveUpReason,
) {
  const attempts = healAttempts === 1 ? '1 attempt' : `${healAttempts} attempts`;
  switch (reason) {
    case 'attempts_exhausted':
      return `${attempts} did not heal ${name} (${type})`;
    case 'bad_update':
      return `${name} was well on image ${previousImage(chart.images)} and is not on ${chart.images.current} (${type}): a restart is no cure`;
    case 'restart_loop':
      return `${name} is in a restart loop: the engine restarts it already, one more restart is no cure`;
    case 'stopped':
      return `${name} was stopped, as its last rung says, after ${attempts} (${type})`;
  }
}

const imagesOf = ({ chart }: Draft) => ({
  image: chart.container.image,
  currentImage: chart.images.current,
  previousImage: previousImage(chart.images),
});
