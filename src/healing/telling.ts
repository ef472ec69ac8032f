import { type Incident, isHandOver } from '../incidents/incident.ts';
import { handedOverBy, isSymptom, matterOf } from './chart.ts';
import type { Draft } from './draft.ts';

type MuteReason = 'muted' | 'snoozed' | 'silenced' | 'maintenance' | 'inhibited' | 'flapping';

/** Pure: why people are not told of an incident now; undefined when they are. Muted is never the same as resolved. */
export function muteReasonOf(draft: Draft, incident: Incident): MuteReason | undefined {
  const { chart, world, now } = draft;
  if (incident.muted) return 'muted';
  if (incident.snoozedUntil !== undefined && now < incident.snoozedUntil) return 'snoozed';
  // Of a hand-over people are told as of the failure that was handed over: what covers that one covers it.
  const failed = handedOverBy(chart, incident) ?? incident;
  const muted = world.quiet(incident.type).muted ?? world.quiet(failed.type).muted;
  if (muted !== undefined) return muted;
  if (isHandOver(incident) || isSymptom(incident.type)) return undefined;
  if (isInhibited(draft, incident)) return 'inhibited';
  // One message says that it goes up and down; not one more for each time.
  return chart.incidents.some(({ type }) => type === 'flapping') ? 'flapping' : undefined;
}

/** By another incident of its own; or by somebody else's, and once that is over, unless it is found to be sick all the same. */
function isInhibited({ chart, world }: Draft, { parentId }: Incident): boolean {
  if (parentId === undefined) return false;
  if (chart.incidents.some(({ id }) => id === parentId)) return true;
  const lasts = world.parents().some((parent) => parent.chart.incidents.some(({ id }) => id === parentId));
  return lasts || chart.verdict.kind !== 'sick';
}

/** Not told yet, or to be told again because its snooze is over. */
function isDue({ toldAt, snoozedUntil }: Incident, now: number): boolean {
  return toldAt === undefined || (snoozedUntil !== undefined && toldAt < snoozedUntil && now >= snoozedUntil);
}

function tellOf(draft: Draft, incident: Incident): void {
  const { now } = draft;
  const told = draft.patch(incident, { toldAt: now });
  const failed = handedOverBy(draft.chart, told);
  // Whoever hears of the failure hears of the recovery too.
  if (failed !== undefined && isDue(failed, now)) draft.patch(failed, { toldAt: now });
  const event = isHandOver(told) ? 'heal_failed' : 'incident_opened';
  draft.tell({ kind: 'people_told', at: now, event, incident: failed ?? told });
}

const isToBeTold = (draft: Draft, incident: Incident): boolean =>
  draft.world.tells && isDue(incident, draft.now) && muteReasonOf(draft, incident) === undefined;

/** It was told before its snooze, and now its hand-over is told, which says the same and more. */
const isOutdone = (draft: Draft, incident: Incident): boolean =>
  incident.toldAt !== undefined &&
  matterOf(draft.chart, incident).some((one) => isHandOver(one) && one.id !== incident.id && isToBeTold(draft, one));

/** What people have to be told after this step: news that are not muted, and recoveries of what they were told. */
export function tellPeople(draft: Draft): void {
  const { world, now } = draft;
  for (const incident of draft.chart.incidents) {
    const { snoozedUntil } = incident;
    if (snoozedUntil !== undefined && now < snoozedUntil) draft.due(snoozedUntil);
    const { until } = world.quiet(incident.type);
    if (until !== undefined) draft.due(until);
    if (isToBeTold(draft, incident) && !isOutdone(draft, incident)) tellOf(draft, incident);
  }
  for (const happening of [...draft.happenings]) {
    if (happening.kind !== 'incident_resolved') continue;
    const { incident } = happening;
    if (incident.toldAt === undefined || incident.muted || isHandOver(incident)) continue;
    draft.tell({ kind: 'people_told', at: now, event: 'incident_resolved', incident });
  }
}
