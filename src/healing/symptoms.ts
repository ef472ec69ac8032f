import type { ThresholdConfig } from '../config/config.ts';
import type { IncidentType } from '../incidents/incident.ts';
import { flappingEndsAt, flappingSymptom } from '../probes/flapping.ts';
import { isSymptom } from './chart.ts';
import { isDismissed } from './dismissal.ts';
import type { Draft } from './draft.ts';
import { endIncident, openAs } from './episode.ts';
import { remember } from './observe.ts';

/** Opens an incident for every symptom that is there, and resolves those whose symptom has left. Nothing is healed. */
export function noteSymptoms(draft: Draft): void {
  const { chart, world, now } = draft;
  const flapping = flappingSymptom(chart.container.name, chart.history, world.thresholds, now);
  const endsAt = flappingEndsAt(chart.history, world.thresholds, now);
  if (endsAt !== undefined) draft.due(endsAt);
  // A person took it down, or away: what it was like then is no trouble any more.
  const isDown = chart.verdict.reason === 'removed' || chart.verdict.reason === 'stopped_on_purpose';
  const found = flapping === undefined ? chart.symptoms : [...chart.symptoms, flapping];
  const present = isDown ? [] : found;
  const has = (type: string) => present.some((symptom) => symptom.type === type);
  for (const symptom of present) {
    const isOpen = draft.chart.incidents.some(({ type }) => type === symptom.type);
    if (isOpen || isDismissed(chart, symptom.type)) continue;
    if (world.quiet(symptom.type).pause !== undefined) continue;
    openAs(draft, { ...symptom, at: now });
  }
  const forgottenUntilOf = (type: IncidentType) => world.surroundings.startedAt + memoryOf(type, world.thresholds);
  for (const incident of chart.incidents) {
    if (!isSymptom(incident.type) || has(incident.type)) continue;
    const forgottenUntil = forgottenUntilOf(incident.type);
    if (incident.timestamp < world.surroundings.startedAt && now < forgottenUntil) draft.due(forgottenUntil);
    else endIncident(draft, incident, 'self_recovered', 'symptom_gone');
  }
  const stillDismissed = draft.chart.dismissed.filter(
    (type) => !isSymptom(type) || has(type) || now < forgottenUntilOf(type),
  );
  if (stillDismissed.length === draft.chart.dismissed.length) return;
  draft.set({ dismissed: stillDismissed });
  if (chart.verdict.reason !== 'removed') remember(draft);
}

/** After a restart of Paramedic the windows are empty: so long it takes until a symptom that lasts would be seen again. */
function memoryOf(type: IncidentType, thresholds: ThresholdConfig): number {
  const forMs = {
    high_cpu: thresholds.cpuForMs,
    high_memory: thresholds.memoryForMs,
    memory_leak: thresholds.leakWindowMs,
  };
  return 2 * (forMs[type as keyof typeof forMs] ?? 60_000);
}
