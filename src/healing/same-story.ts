import { type Incident, type IncidentType, isHandOver } from '../incidents/incident.ts';
import { type Chart, outagesOf } from './chart.ts';
import type { Draft } from './draft.ts';

/** The incident that a new one of the same target belongs to, and why; people are told of that one only. */
export interface Story {
  readonly parentId: string;
  readonly reason: 'restart_loop' | 'handed_over';
}

/**
 * Pure: crash after crash is one story, whatever name each of them has. A crash belongs to the restart loop that is open; a
 * loop that shows only when healing was given up belongs to what people were handed.
 */
export function storyOf(chart: Chart, type: IncidentType): Story | undefined {
  if (type === 'restart_loop') {
    const failedId = chart.incidents.find(isHandOver)?.parentId;
    return failedId === undefined ? undefined : { parentId: failedId, reason: 'handed_over' };
  }
  const loop = chart.incidents.find((incident) => incident.type === 'restart_loop');
  return loop === undefined ? undefined : { parentId: loop.id, reason: 'restart_loop' };
}

/** Pure: the incident that stands for the story of this one: that is handed over, and people know of it. */
export const headOf = ({ incidents }: Chart, incident: Incident): Incident =>
  incidents.find(({ id }) => id === incident.parentId) ?? incident;

/** The crashes before it turned out to be a restart loop: they stay open, as its children, until it is over. */
export function takeOver(draft: Draft, loop: Incident): void {
  for (const incident of outagesOf(draft.chart)) {
    if (incident.id === loop.id || incident.parentId !== undefined) continue;
    draft.patch(incident, { parentId: loop.id });
    noteStory(draft, incident, { parentId: loop.id, reason: 'restart_loop' });
  }
}

export const noteStory = (draft: Draft, incident: Incident, { parentId, reason }: Story): void =>
  draft.note(incident, 'inhibited', reason, { parent: parentId });
