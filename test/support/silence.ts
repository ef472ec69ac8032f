import type { Silence } from '../../src/incidents/incident.ts';
import { NOW } from './fleet.ts';

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
