import type { Remediation } from '../incidents/incident.ts';
import { type Deed, isOutage } from './deed.ts';
import type { History } from './history.ts';

type Counts = Readonly<Record<string, number>>;

/** What came of one policy, or was really done, for one target or for all. */
export interface Tally {
  readonly incidents: number;
  /** By action. */
  readonly attempts: Counts;
  /** By reason. */
  readonly refusals: Counts;
  /** By reason. */
  readonly handOvers: Counts;
  /** From turning sick to the first attempt: the median over all incidents that had one. */
  readonly firstActionMs: number | undefined;
}

export function tallyOf(deeds: readonly Deed[]): Tally {
  const named = (kind: Deed['kind']): Counts =>
    countBy(deeds.flatMap((deed) => (deed.kind === kind ? [deed.name] : [])));
  return {
    incidents: deeds.filter(({ kind }) => kind === 'incident').length,
    attempts: named('attempt'),
    refusals: named('refusal'),
    handOvers: named('hand_over'),
    firstActionMs: median(deeds.flatMap((deed) => (deed.kind === 'attempt' ? (deed.delayMs ?? []) : []))),
  };
}

/** What the record says was done. */
export function realDeeds({ incidents, remediations, refusals, since }: History): Deed[] {
  const opened = new Map(incidents.map((incident) => [incident.id, incident]));
  // Done for the sake of another container: no decision about this one.
  const own = remediations.filter(({ incidentId, target }) => (opened.get(incidentId)?.target ?? target) === target);
  const delayOf = ({ attempt, incidentId, intendedAt }: Remediation): number | undefined => {
    const incident = opened.get(incidentId);
    return attempt === 1 && incident !== undefined ? Math.max(0, intendedAt - incident.timestamp) : undefined;
  };
  return [
    ...incidents.flatMap(({ timestamp: at, host, target, type }): Deed[] => {
      if (type === 'heal_failed' || type === 'bad_update') return [{ at, host, target, kind: 'hand_over', name: type }];
      return isOutage(type) ? [{ at, host, target, kind: 'incident', name: type }] : [];
    }),
    ...own.map((act): Deed => {
      const { intendedAt: at, host, target, action: name } = act;
      return { at, host, target, kind: 'attempt', name, delayMs: name === 'notify' ? undefined : delayOf(act) };
    }),
    ...refusals.flatMap(({ host, target, reason, count }): Deed[] =>
      Array.from({ length: count }, () => ({ at: since, host, target, kind: 'refusal', name: reason })),
    ),
  ];
}

function countBy(names: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
