import type { IncidentType } from '../incidents/incident.ts';
import { attemptUnderway, type Chart, isSymptom, isTakenDownSince } from './chart.ts';
import type { Draft } from './draft.ts';
import { provenAt } from './proof.ts';

type Dismissing = Pick<Chart, 'dismissed'>;

/** Pure: a person resolved the outage while it lasts, and means it whatever it turns into. */
export const isOutageDismissed = ({ dismissed }: Dismissing): boolean => dismissed.some((type) => !isSymptom(type));

/** Pure: nobody wants an incident of this type now. Of symptoms each stands for itself. */
export const isDismissed = (chart: Dismissing, type: IncidentType): boolean =>
  isSymptom(type) ? chart.dismissed.includes(type) : isOutageDismissed(chart);

/**
 * The dismissal of an outage ends when the target is well, or has ended well, for the verification time: a moment of being up
 * proves nothing. It ends at once where somebody begins a new story. Of symptoms `noteSymptoms` says when they are over.
 * `isOurLife`: an attempt of ours began the present life of the container.
 */
export function endDismissal(draft: Draft, before: Chart, isOurLife: boolean): void {
  const { chart, world, now } = draft;
  if (!isOutageDismissed(chart)) return;
  if (!isNewStory(before, chart, isOurLife)) {
    const isOver = chart.verdict.kind === 'healthy' || chart.verdict.reason === 'finished';
    if (!isOver || !world.surroundings.engineReachable) return;
    const over = provenAt(draft);
    if (now < over) {
      draft.due(over);
      return;
    }
  }
  draft.set({ dismissed: chart.dismissed.filter(isSymptom) });
}

/** A person took it down, or put another one in its place, or started what the engine does not start by itself. */
function isNewStory(before: Chart, chart: Chart, isOurLife: boolean): boolean {
  const { container, verdict } = chart;
  if (verdict.reason === 'stopped_on_purpose' || verdict.reason === 'removed') return true;
  if (isTakenDownSince(before, chart)) return true;
  if (isOurLife || attemptUnderway(before)?.action === 'recreate') return false;
  const isReplaced = container.id !== (before.recalled?.containerId ?? before.container.id);
  const isStarted = container.startedAt !== undefined && container.startedAt !== before.container.startedAt;
  return isReplaced || (isStarted && container.restartPolicy === 'no');
}
