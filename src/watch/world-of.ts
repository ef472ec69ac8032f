import type { Clock } from '../base/clock.ts';
import type { HealConfig, ThresholdConfig } from '../config/config.ts';
import type { Quiet, World } from '../healing/draft.ts';
import type { IncidentType } from '../incidents/incident.ts';
import type { Kin } from './kin.ts';
import type { Pulse } from './pulse.ts';
import type { Entry } from './roster.ts';
import type { Treatment } from './treatment.ts';

export interface WorldDeps {
  readonly host: string;
  readonly heal: HealConfig;
  readonly thresholds: ThresholdConfig;
  readonly pulse: Pulse;
  readonly kin: Kin;
  readonly treatment: Treatment;
  readonly clock: Clock;
  readonly newId: () => string;
  /** There is a channel through which people can be told. */
  readonly tells: boolean;
  readonly quiet: (target: string, type: IncidentType, now: number) => Quiet;
  /** Claude Code has laid a hand on what this incident is about. */
  readonly actedOn: (incidentId: string) => boolean;
}

/** The world around one target at this moment. */
export function worldOf(entry: Entry, deps: WorldDeps): World {
  const { host, heal, thresholds, pulse, newId, tells, kin, quiet, actedOn, treatment, clock } = deps;
  return {
    ...{ host, heal, thresholds, tells, newId, actedOn },
    parents: () => kin.parentsOf(entry),
    dependents: () => kin.childrenOf(entry.chart.target).map(({ chart }) => chart.target),
    quiet: (type) => quiet(entry.chart.target, type, clock.now()),
    surroundings: pulse.surroundings(),
    watchedSince: pulse.watchedSince,
    executing: treatment.executing,
  };
}
