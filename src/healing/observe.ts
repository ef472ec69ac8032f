import { endCause } from '../containers/intent.ts';
import { decideCondition, type Opinion } from '../probes/condition.ts';
import { nextFlapState } from '../probes/flapping.ts';
import { type History, nextHistory } from '../probes/restart-loop.ts';
import { sameVerdict, type Verdict } from '../probes/verdict.ts';
import { attemptUnderway, type Chart, episodeAttempts, outagesOf, tookPlace } from './chart.ts';
import { endDismissal, isOutageDismissed } from './dismissal.ts';
import type { Draft, Seen } from './draft.ts';
import { type ImageHistory, nextImages } from './image-history.ts';
import { memoOf } from './memo.ts';
import { beginOf, stillRecalled } from './recall.ts';
import { lostNetworkOf } from './relatives.ts';

/** Takes in what is seen; a changed verdict is a flip, and a flip is recorded. */
export function takeIn(draft: Draft, seen: Seen): void {
  const before = draft.chart;
  draft.set({
    container: seen.container,
    intent: seen.intent,
    probes: seen.probes ?? before.probes,
    symptoms: seen.symptoms ?? before.symptoms,
    stateSince: stateSinceOf(before, seen),
    history: historyOf(draft, seen),
  });
  const { verdict, until } = opinionOf(draft, seen);
  if (until !== undefined) draft.due(until);
  const flipped = !sameVerdict(before.verdict, verdict);
  const since = flipped ? beginOf(before, verdict, seen, draft.now) : before.since;
  draft.set({ verdict, since, recalled: stillRecalled(before, verdict), images: imagesOf(before, seen, flipped) });
  endDismissal(draft, before, isLifeOfOurs(before, seen.container.startedAt));
  // What nobody wants to hear of now is no reason to call it flapping later.
  if (turnedSick(before, verdict) && !isOutageDismissed(draft.chart)) {
    const flaps = nextFlapState(draft.chart.history, true, draft.world.thresholds, draft.now);
    draft.set({ history: { ...draft.chart.history, ...flaps } });
  }
  if (flipped) recordFlip(draft, seen, before.verdict);
  const { target } = before;
  if (seen.gone) draft.record({ kind: 'target_forgotten', target, host: draft.world.host });
  else if (flipped || hasNews(before, draft.chart)) remember(draft);
}

function opinionOf(draft: Draft, seen: Seen): Opinion {
  const { chart, world, now } = draft;
  const sure = (verdict: Verdict): Opinion => ({ verdict, until: undefined });
  if (seen.gone) return sure({ kind: 'off', reason: 'removed' });
  if (seen.opinion !== undefined) return sure(seen.opinion);
  const { container, intent, probes, history, stateSince, settings } = chart;
  const opinion = decideCondition(
    {
      container,
      intent,
      probes,
      expectsProbes: settings.probes.length > 0,
      history,
      // Asked only where it can matter: who shares a network is known from the container itself.
      lostNetworkOf: container.networkMode.startsWith('container:') ? lostNetworkOf(chart, world.parents()) : undefined,
      stateSince,
      thresholds: world.thresholds,
    },
    now,
  );
  const underway = attemptUnderway(chart);
  // Down, because we are at it at this moment: nothing is known until that is over.
  const ours =
    underway !== undefined &&
    (underway.action === 'recreate' ||
      underway.action === 'stop' ||
      opinion.verdict.reason === 'not_up_after_restart' ||
      // A look can be quicker than the event that tells whose end it was.
      (isEndUntold(chart) && (container.finishedAt ?? 0) >= underway.intendedAt));
  if (ours) return sure({ kind: 'unknown', reason: 'being_restarted' });
  return isStoppedByUs(chart) ? sure({ kind: 'off', reason: 'stopped_by_paramedic' }) : opinion;
}

const isEndUntold = ({ container: { state }, intent }: Chart): boolean =>
  (state === 'exited' || state === 'restarting') && intent.end === undefined && !intent.stoppedOnPurpose;

/** The last rung was to stop it, and it has stayed so. */
function isStoppedByUs(chart: Chart): boolean {
  const last = episodeAttempts(chart).findLast(({ action }) => action !== 'notify');
  const stopped = last?.action === 'stop' && last.outcome === 'done';
  return stopped && chart.container.state === 'exited' && !chart.intent.stoppedOnPurpose;
}

function stateSinceOf(before: Chart, { container, at }: Seen): number {
  const { id, state, health } = before.container;
  return id === container.id && state === container.state && health === container.health ? before.stateSince : at;
}

function historyOf({ chart, world, now }: Draft, { container, intent }: Seen): History {
  const down = container.state === 'exited' || container.state === 'restarting';
  const cause = down ? endCause(container, intent, now).kind : undefined;
  const endedAt = intent.end?.at;
  const crashed = cause === 'oom' || (cause === 'crash' && container.exitCode !== 0);
  const recreate = chart.attempts.findLast((attempt) => attempt.action === 'recreate' && tookPlace(attempt));
  return nextHistory(
    chart.history,
    {
      containerId: container.id,
      restartCount: container.restartCount,
      crashedAt: crashed && !isLifeOfOurs(chart, container.startedAt) ? endedAt : undefined,
      succeededAt: cause === 'crash' && container.exitCode === 0 ? endedAt : undefined,
      turnedSick: false,
      recreatedByUs: recreate !== undefined && container.createdAt >= recreate.intendedAt - 1_000,
    },
    world.thresholds,
    now,
  );
}

/** Our own restarts that do not help are counted as attempts; a loop is what goes on without us. */
function isLifeOfOurs({ attempts }: Chart, startedAt: number | undefined): boolean {
  if (startedAt === undefined) return false;
  return attempts.some(
    (attempt) =>
      attempt.action !== 'notify' &&
      tookPlace(attempt) &&
      startedAt >= attempt.intendedAt &&
      startedAt <= (attempt.finishedAt ?? attempt.deadlineAt),
  );
}

/** An image is proven by the time that the target was well on it, seen when that time ends. */
export function imagesAtEnd({ container, verdict, since, images, settings }: Chart, endedAt: number): ImageHistory {
  const { imageId, startedAt = 0 } = container;
  const isProven = verdict.kind === 'healthy' && endedAt - Math.max(since, startedAt) >= settings.verifyMs;
  return nextImages(images, imageId, isProven);
}

/** One life after the other may look well to whoever looks seldom: each of them ends, and proves what it has proven. */
function imagesOf(before: Chart, { container, at, formerUntil = at }: Seen, flipped: boolean): ImageHistory {
  const { id, imageId, startedAt, finishedAt = at } = container;
  const isReplaced = before.container.id !== id;
  const isNewLife = before.container.startedAt !== startedAt;
  if (!flipped && !isNewLife && !isReplaced) return nextImages(before.images, imageId, false);
  const endedAt = isReplaced ? formerUntil : isNewLife ? finishedAt : at;
  return nextImages(imagesAtEnd(before, Math.min(at, endedAt)), imageId, false);
}

/** Sick again before it was well again is the same trouble. */
function turnedSick(before: Chart, verdict: Verdict): boolean {
  if (verdict.kind !== 'sick') return false;
  return before.verdict.kind === 'healthy' || (before.verdict.kind !== 'sick' && outagesOf(before).length === 0);
}

function recordFlip(draft: Draft, seen: Seen, before: Verdict): void {
  const { chart, world, now } = draft;
  const { target, verdict, container, place, settings } = chart;
  const { kind: to, reason } = verdict;
  const { state, health, exitCode, restartPolicy, imageId } = container;
  const sick =
    verdict.kind === 'sick' ? { type: verdict.type, severity: verdict.severity, description: verdict.description } : {};
  const detail = { ...sick, state, health, exitCode, restartPolicy, imageId, place, actions: settings.actions };
  const from = before.kind;
  // The first look at a container is no change of anything.
  const isFirstLook = before.reason === 'not_observed';
  if (!isFirstLook) {
    const { id, at } = { id: world.newId(), at: seen.at };
    const flip = { id, target, containerId: container.id, host: world.host, at, from, to, reason, detail };
    draft.record({ kind: 'flip', flip });
  }
  draft.tell({ kind: 'verdict_changed', at: now, target, from, to, reason, ...(isFirstLook && { isFirstLook }) });
}

/** What a restart of Paramedic must find again. */
function hasNews(before: Chart, after: Chart): boolean {
  return (
    before.container.id !== after.container.id ||
    before.container.state !== after.container.state ||
    before.intent.stoppedOnPurpose !== after.intent.stoppedOnPurpose ||
    before.images !== after.images ||
    before.dismissed.length !== after.dismissed.length ||
    before.history.loop !== after.history.loop ||
    before.history.restartCount !== after.history.restartCount ||
    before.history.flappingSince !== after.history.flappingSince ||
    before.history.crashes.at(-1) !== after.history.crashes.at(-1)
  );
}

export function remember(draft: Draft): void {
  const { chart, world } = draft;
  draft.record({
    kind: 'target_remembered',
    memory: {
      target: chart.target,
      host: world.host,
      containerId: chart.container.id,
      containerName: chart.container.name,
      state: chart.container.state,
      verdict: chart.verdict.kind,
      reason: chart.verdict.reason,
      since: chart.since,
      stoppedOnPurpose: chart.intent.stoppedOnPurpose,
      memo: memoOf(chart),
    },
  });
}
