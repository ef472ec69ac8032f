import { wildcardFits } from '../base/wildcard.ts';
import type { MaintenanceWindow } from '../config/config.ts';
import { closesAt } from '../config/maintenance-time.ts';
import type { IncidentType, Silence } from './incident.ts';

/** Whether people are told and whether is healed, now, of one trouble. */
export interface Quiet {
  /** Why nobody is told; undefined: people are told. `maintenance` when healing is held as well. */
  readonly muted: 'silenced' | 'maintenance' | undefined;
  readonly holdsHealing: boolean;
  /** When to ask again at the latest: then what stands here may be over. */
  readonly until: number | undefined;
}

const LOUD: Quiet = { muted: undefined, holdsHealing: false, until: undefined };

/** Does it run now, neither before its time nor over nor ended by hand? */
export const runs = ({ startsAt, endsAt, endedAt }: Silence, now: number): boolean =>
  startsAt <= now && now < Math.min(endsAt, endedAt ?? endsAt);

/** Does a silence cover this trouble now? */
export const matches = (silence: Silence, target: string, type: IncidentType, now: number): boolean =>
  runs(silence, now) &&
  (silence.incidentType === undefined || silence.incidentType === type) &&
  wildcardFits(silence.target, target);

/** What silences and the configured maintenance windows (which cover everything) say of one trouble. */
export function quietOf(
  target: string,
  type: IncidentType,
  silences: readonly Silence[],
  windows: readonly MaintenanceWindow[],
  now: number,
): Quiet {
  const covering = silences.filter((silence) => matches(silence, target, type, now));
  const holding = [
    ...covering.filter(({ holdsHealing }) => holdsHealing).map(({ endsAt }) => endsAt),
    ...windows.flatMap((window) => closesAt(window, now) ?? []),
  ];
  if (holding.length > 0) return { muted: 'maintenance', holdsHealing: true, until: Math.max(...holding) };
  if (covering.length === 0) return LOUD;
  return { muted: 'silenced', holdsHealing: false, until: Math.max(...covering.map(({ endsAt }) => endsAt)) };
}
