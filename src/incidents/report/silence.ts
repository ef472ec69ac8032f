import type { Silence } from '../incident.ts';
import type { SilenceSet } from '../orders.ts';
import { iso, isoOrAbsent } from './instant.ts';

/** How silences look to web, terminal and API. */
export type SilenceReport = Pick<Silence, 'id' | 'target' | 'holdsHealing' | 'createdBy' | 'comment'> & {
  /** Absent: every type. */
  type: Silence['incidentType'];
  startsAt: string;
  endsAt: string;
  createdAt: string;
  endedAt: string | undefined;
};

/** The answer to whoever has set one. */
export type SilenceSetReport = SilenceReport & Pick<SilenceSet, 'covers' | 'warning'>;

export const silenceReport = ({
  incidentType,
  startsAt,
  endsAt,
  createdAt,
  endedAt,
  ...rest
}: Silence): SilenceReport => ({
  ...rest,
  type: incidentType,
  startsAt: iso(startsAt),
  endsAt: iso(endsAt),
  createdAt: iso(createdAt),
  endedAt: isoOrAbsent(endedAt),
});
