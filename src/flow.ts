import { type Ask, type AskRefusal, intendAsAsked } from './healing/ask.ts';
import { handOver, heal, judgeLastAttempt } from './healing/attempts.ts';
import { carryOutOrder } from './healing/carry-out-order.ts';
import { type Chart, episodeAttempts, isHandedOver, outagesOf } from './healing/chart.ts';
import { Draft, type Outcome, type Seen, type Step, type World } from './healing/draft.ts';
import { closeIfOver, closeIfTakenDown, openFor } from './healing/episode.ts';
import { intendForParent } from './healing/oblige.ts';
import { takeIn } from './healing/observe.ts';
import { isAnswered } from './healing/owed.ts';
import { finishAttempt, settleLostAttempt } from './healing/settle.ts';
import { noteSymptoms } from './healing/symptoms.ts';
import { tellPeople } from './healing/telling.ts';
import type { Incident, Remediation, RemediationOutcome } from './incidents/incident.ts';
import type { Order } from './incidents/orders.ts';

/*
 * The story on one screen:
 *
 *   what is seen → lost attempt settled → verdict (flip?) → over? resolved
 *                                                         → sick? incident → last attempt judged → healing decided
 *                                       → symptoms opened and resolved     → people told, unless muted
 *
 * Pure: the monitor records the step's changes in one transaction, then tells its happenings, then acts.
 */

/** Takes one look at a target into its chart. */
export function advance(before: Chart, seen: Seen, world: World, now: number): Step {
  const draft = new Draft(before, world, now);
  // First, because a container that is down during our restart is no news, and one that is down after it is.
  settleLostAttempt(draft, seen.container);
  takeIn(draft, seen);
  return finish(draft, conclude(draft, before));
}

export interface ActOutcome {
  readonly attemptId: string;
  readonly outcome: RemediationOutcome;
  readonly error: string | undefined;
  readonly detail?: Remediation['detail'];
}

/**
 * What the engine said of an attempt, with a fresh look at the container: the outcome goes on record first. Without a fresh
 * look nothing is concluded: the look from before the restart would call it ineffective.
 */
export function advanceAfterAct(
  before: Chart,
  result: ActOutcome,
  seen: Seen | undefined,
  world: World,
  now: number,
): Step {
  const draft = new Draft(before, world, now);
  finishAttempt(draft, result.attemptId, result.outcome, result.error, result.detail);
  if (seen === undefined) return finish(draft, {});
  takeIn(draft, seen);
  return finish(draft, conclude(draft, before));
}

/** What a person wants of an open incident; throws when it is not open. */
export function advanceOnOrder(
  before: Chart,
  incidentId: string,
  order: Order,
  world: World,
  now: number,
): { readonly step: Step; readonly incident: Incident } {
  const draft = new Draft(before, world, now);
  // Its next look stays due: an order is no look.
  if (before.dueAt !== undefined) draft.due(before.dueAt);
  const incident = carryOutOrder(draft, incidentId, order);
  return { step: finish(draft, {}), incident };
}

/** One that this target needs was restarted together with its dependents; undefined when this one has had its turn. */
export function oblige(before: Chart, cause: Remediation, world: World, now: number): Step | undefined {
  // Before the first look there is nobody yet to restart.
  if (before.verdict.reason === 'not_observed' || isAnswered(before, cause)) return undefined;
  const draft = new Draft(before, world, now);
  if (before.dueAt !== undefined) draft.due(before.dueAt);
  return finish(draft, { act: intendForParent(draft, cause) });
}

/** What Claude Code asks for, on a target that was handed over; the reason when it is not done. */
export function advanceAsAsked(
  before: Chart,
  ask: Ask,
  world: World,
  now: number,
): { readonly step: Step; readonly refusal: AskRefusal | undefined } {
  const draft = new Draft(before, world, now);
  if (before.dueAt !== undefined) draft.due(before.dueAt);
  const intended = intendAsAsked(draft, ask);
  return typeof intended === 'string'
    ? { step: finish(draft, {}), refusal: intended }
    : { step: finish(draft, { act: intended }), refusal: undefined };
}

function conclude(draft: Draft, before: Chart): Outcome {
  closeIfTakenDown(draft, before);
  handOverWhatWasStopped(draft);
  if (closeIfOver(draft)) return {};
  const { verdict } = draft.chart;
  if (verdict.kind !== 'sick') return {};
  const incident = openFor(draft, verdict);
  if (incident === undefined) return {};
  judgeLastAttempt(draft, incident);
  return heal(draft, incident);
}

/** The last rung of a ladder may be to stop it: then healing is over, and people have to know. */
function handOverWhatWasStopped(draft: Draft): void {
  if (draft.chart.verdict.reason !== 'stopped_by_paramedic' || isHandedOver(draft.chart)) return;
  const stop = episodeAttempts(draft.chart).findLast(({ action }) => action === 'stop');
  const incident = outagesOf(draft.chart).find(({ id }) => id === stop?.incidentId);
  if (incident !== undefined) handOver(draft, incident, 'stopped');
}

function finish(draft: Draft, outcome: Outcome): Step {
  noteSymptoms(draft);
  tellPeople(draft);
  return draft.finish(outcome);
}
