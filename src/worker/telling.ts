import type { TimelineEntry } from '../incidents/incident.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** One line in the story of each of these incidents. */
export const timelineFor = (
  incidentIds: readonly string[],
  kind: string,
  reason: string,
  detail: Readonly<Record<string, unknown>>,
  { newId, clock }: Pick<WorkerDeps, 'newId' | 'clock'>,
): TimelineEntry[] =>
  incidentIds.map((incidentId) => ({ id: newId(), incidentId, timestamp: clock.now(), kind, reason, detail }));
