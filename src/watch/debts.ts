import type { Clock } from '../base/clock.ts';
import type { HealConfig } from '../config/config.ts';
import { debtsOf } from '../healing/owed.ts';
import type { Remediation } from '../incidents/incident.ts';
import type { Entry, Roster } from './roster.ts';

export interface DebtsDeps {
  readonly roster: Roster;
  readonly heal: HealConfig;
  readonly clock: Clock;
  /** Restarts a dependent for the sake of this attempt, unless it has had its turn. */
  readonly oblige: (dependent: Entry, cause: Remediation) => void;
}

/**
 * Sees to it that whoever is owed a restart gets it. Nothing is remembered here: what is owed, and what was answered, stands in
 * the charts and so in the record, and asking twice does no harm.
 */
export class Debts {
  readonly #deps: DebtsDeps;

  constructor(deps: DebtsDeps) {
    this.#deps = deps;
  }

  /** Asked when an attempt on this target is over. */
  settle({ chart }: Entry): void {
    const { roster, heal, clock, oblige } = this.#deps;
    for (const { cause, dependents } of debtsOf(chart, heal, clock.now())) {
      for (const name of dependents) {
        const dependent = roster.get(name);
        if (dependent !== undefined) oblige(dependent, cause);
      }
    }
  }

  /** Asked after each full look: also for what a Paramedic before this one has left undone. */
  settleAll(): void {
    for (const entry of this.#deps.roster.entries) if (entry.chart.attempts.length > 0) this.settle(entry);
  }
}
