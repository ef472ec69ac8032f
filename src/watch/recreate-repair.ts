import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { within } from '../base/within.ts';
import { targetOf } from '../containers/target.ts';
import type { Hands, SetAside } from '../healing/ports.ts';
import { isBeingReplaced } from './admission.ts';
import type { Roster } from './roster.ts';
import type { Rules } from './rules.ts';

/** A repair that waits for a successor to become well goes on beside the rounds; usually there is nothing to repair. */
const PATIENCE_MS = 2_000;

export interface RecreateRepairDeps {
  readonly hands: Hands;
  readonly roster: Roster;
  readonly rules: Rules;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a Paramedic that died in the middle of a recreate left behind is finished, or put back. */
export class RecreateRepair {
  readonly #deps: RecreateRepairDeps;
  #underway: Promise<void> | undefined;

  constructor(deps: RecreateRepairDeps) {
    this.#deps = deps;
  }

  /** At a (re)connect, and whenever a list shows a container that was set aside; never two at once. */
  async run(): Promise<void> {
    this.#underway ??= this.#repair().finally(() => {
      this.#underway = undefined;
    });
    await within(this.#deps.clock, PATIENCE_MS, this.#underway);
  }

  async #repair(): Promise<void> {
    const { hands, roster, rules, logger } = this.#deps;
    const busy = new Set([...roster.entries].filter(isBeingReplaced).map(({ chart }) => chart.container.name));
    // What we do not watch is not ours: another Paramedic on the same engine may be at work on it.
    const isLeft = (aside: SetAside) =>
      !busy.has(aside.name) && rules.isWatched({ ...aside, target: targetOf(aside.name, aside.labels) });
    try {
      const repaired = await hands.repairRecreates(isLeft);
      for (const { name, outcome } of repaired) logger.warn('recreate_repaired', { name, outcome });
    } catch (error) {
      logger.error('recreate_repair_failed', { error: messageOf(error) });
    }
  }
}
