import type { Quiet } from '../../src/healing/draft.ts';
import type { Silence } from '../../src/incidents/incident.ts';
import { NOW } from './fleet.ts';

/** Nobody asks for peace. */
export const LOUD: Quiet = { muted: undefined, until: undefined, pause: undefined };
/** As under a silence that lets healing go on. */
export const SILENCED: Quiet = { ...LOUD, muted: 'silenced' };
/** As in a maintenance window, or under a silence that holds healing. */
export const MAINTENANCE: Quiet = {
  muted: 'maintenance',
  until: NOW + 3_600_000,
  pause: { reason: 'maintenance', until: NOW + 3_600_000 },
};
/** As while a backup runs whose label covers it. */
export const GUARDED: Quiet = { ...LOUD, pause: { reason: 'guarded', until: NOW + 5_000 } };

/** One that covers everything and runs for two hours around `NOW`. */
export function silence(part: Partial<Silence> = {}): Silence {
  return {
    id: '01990000-0000-7000-8000-0000000000aa',
    target: '*',
    incidentType: undefined,
    startsAt: NOW - 3_600_000,
    endsAt: NOW + 3_600_000,
    holdsHealing: false,
    createdAt: NOW - 3_600_000,
    createdBy: 'anna',
    comment: '',
    endedAt: undefined,
    ...part,
  };
}
