import type { Incident } from '../incidents/incident.ts';
import type { Draft } from './draft.ts';

/** These are states of the matter, not refusals: nobody asked for an act. */
const SILENT: readonly string[] = [
  'not_sick',
  'unknown_verdict',
  'switched_off',
  'in_progress',
  'resyncing',
  'handed_over',
  'settling',
];

/** Told once, until the reason changes. */
export function refuse(draft: Draft, incident: Incident, reason: string, until: number | undefined): void {
  if (SILENT.includes(reason) || draft.chart.refusal === reason) return;
  draft.set({ refusal: reason });
  draft.note(incident, 'refused', reason, until === undefined ? {} : { until: new Date(until).toISOString() });
  const { target } = draft.chart;
  draft.tell({ kind: 'heal_refused', at: draft.now, target, reason, incidentId: incident.id });
}
