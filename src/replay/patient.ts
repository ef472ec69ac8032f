import type { ContainerSettings } from '../config/container-settings.ts';
import { NO_INTENT } from '../containers/intent.ts';
import type { Chart } from '../healing/chart.ts';
import type { Seen } from '../healing/draft.ts';
import { firstImages } from '../healing/image-history.ts';
import { NO_HISTORY } from '../probes/restart-loop.ts';
import type { RecordedLook } from './recorded-look.ts';

/** One target of the past: its chart, and what was last seen of it. */
export interface Patient {
  chart: Chart;
  look: RecordedLook;
  /** Sick since before the span began: what led to it is not in it, so it counts from its next recovery on. */
  wasSickBefore: boolean;
}

/** What the record says of labels, over what is configured. */
export function settingsOf(byDefault: ContainerSettings, { actions }: RecordedLook): ContainerSettings {
  if (actions === undefined) return byDefault;
  const exec = actions.includes('exec') ? 'as it was' : undefined;
  return { ...byDefault, actions, actionsByLabel: actions.join() !== byDefault.actions.join(), exec };
}

export function newPatient(target: string, look: RecordedLook, settings: ContainerSettings, at: number): Patient {
  const chart: Chart = {
    ...{ target, container: look.container, place: look.place, settings, intent: NO_INTENT },
    verdict: { kind: 'unknown', reason: 'not_observed' },
    ...{ since: at, stateSince: at, probes: [], symptoms: [], history: NO_HISTORY },
    images: firstImages(look.container.imageId),
    ...{ dismissed: [], incidents: [], attempts: [], refusal: undefined, judgedAttemptId: undefined, dueAt: undefined },
    ...{ recalled: undefined, leftAloneFor: [] },
  };
  return { chart, look, wasSickBefore: false };
}

export const seenOf = ({ chart, look }: Patient, at: number): Seen => ({
  container: look.container,
  intent: chart.intent,
  at,
  gone: look.opinion.reason === 'removed',
  opinion: look.opinion,
});
