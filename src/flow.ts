import { heal, judgeLastAttempt } from './healing/attempts.ts';
import type { Chart } from './healing/chart.ts';
import { Draft, type Seen, type Step, type World } from './healing/draft.ts';
import { closeIfOver, openFor } from './healing/episode.ts';
import { finishAttempt, settleLostAttempt, takeIn } from './healing/observe.ts';
import type { RemediationOutcome } from './incidents/incident.ts';

/*
 * The story on one screen:
 *
 *   what is seen → lost attempt settled → verdict (flip?) → over? resolved
 *                                                         → sick? incident → last attempt judged → healing decided
 *
 * Pure: the monitor records the step's changes in one transaction, then tells its happenings, then acts.
 */

/** Takes one look at a target into its chart. */
export function advance(before: Chart, seen: Seen, world: World, now: number): Step {
  const draft = new Draft(before, world, now);
  // First, because a container that is down during our restart is no news, and one that is down after it is.
  settleLostAttempt(draft, seen.container);
  takeIn(draft, seen);
  return conclude(draft);
}

function conclude(draft: Draft): Step {
  if (closeIfOver(draft)) return draft.finish();
  const { verdict } = draft.chart;
  if (verdict.kind !== 'sick') return draft.finish();
  const incident = openFor(draft, verdict);
  judgeLastAttempt(draft, incident);
  return heal(draft, incident);
}

/**
 * What the engine said of an attempt, with a fresh look at the container: the outcome goes on record first. Without a fresh
 * look nothing is concluded: the look from before the restart would call it ineffective.
 */
export function advanceAfterAct(
  before: Chart,
  result: { readonly attemptId: string; readonly outcome: RemediationOutcome; readonly error: string | undefined },
  seen: Seen | undefined,
  world: World,
  now: number,
): Step {
  const draft = new Draft(before, world, now);
  finishAttempt(draft, result.attemptId, result.outcome, result.error);
  if (seen === undefined) return draft.finish();
  takeIn(draft, seen);
  return conclude(draft);
}
