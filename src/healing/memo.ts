import { INCIDENT_TYPES, type IncidentType } from '../incidents/incident.ts';
import type { TargetMemory } from '../incidents/ledger.ts';
import { type History, NO_HISTORY } from '../probes/restart-loop.ts';
import type { Chart } from './chart.ts';
import { firstImages, type ImageHistory } from './image-history.ts';

/** The small facts of a chart that outlive a restart of Paramedic. */
export type Memo = Pick<Chart, 'history' | 'images' | 'dismissed' | 'leftAloneFor' | 'stateSince'>;

export function memoOf({ history, images, dismissed, leftAloneFor, stateSince }: Chart): TargetMemory['memo'] {
  return { history, images, dismissed, leftAloneFor, stateSince };
}

/** Reads back what an older or a damaged row may hold; what does not fit begins anew. */
export function readMemo(memo: TargetMemory['memo'], imageId: string, now: number): Memo {
  const { dismissed, leftAloneFor, stateSince } = memo;
  return {
    history: historyOf(memo.history),
    images: imagesOf(memo.images, imageId),
    dismissed: Array.isArray(dismissed) ? dismissed.filter(isIncidentType) : [],
    leftAloneFor: Array.isArray(leftAloneFor) ? leftAloneFor.filter(isText).slice(-20) : [],
    stateSince: isInstant(stateSince) && stateSince <= now ? stateSince : now,
  };
}

const isInstant = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isIncidentType = (value: unknown): value is IncidentType => INCIDENT_TYPES.includes(value as IncidentType);
const instants = (value: unknown): number[] => (Array.isArray(value) ? value.filter(isInstant).slice(-100) : []);

function historyOf(value: unknown): History {
  if (typeof value !== 'object' || value === null) return NO_HISTORY;
  const { containerId, restartCount, seenAt, lastEnd, awaitsRestart, loop, flappingSince, ...rest } = value as Partial<
    Record<keyof History, unknown>
  >;
  return {
    containerId: typeof containerId === 'string' ? containerId : undefined,
    restartCount: isInstant(restartCount) ? restartCount : 0,
    seenAt: isInstant(seenAt) ? seenAt : 0,
    crashes: instants(rest.crashes),
    lastEnd: endOf(lastEnd),
    awaitsRestart: awaitsRestart === true,
    loop: loop === 'fast' || loop === 'slow' ? loop : undefined,
    sickFlips: instants(rest.sickFlips),
    flappingSince: isInstant(flappingSince) ? flappingSince : undefined,
  };
}

function endOf(value: unknown): History['lastEnd'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { at, kind } = value as { at?: unknown; kind?: unknown };
  return isInstant(at) && (kind === 'crash' || kind === 'success') ? { at, kind } : undefined;
}

function imagesOf(value: unknown, imageId: string): ImageHistory {
  const { current, proven } = (value ?? {}) as { current?: unknown; proven?: unknown };
  const known = Array.isArray(proven) ? proven.filter((id): id is string => typeof id === 'string').slice(-5) : [];
  return typeof current === 'string' ? { current, proven: known } : firstImages(imageId);
}
