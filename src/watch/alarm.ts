import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Entry, Roster } from './roster.ts';

/** Even with nothing due the loop turns this often: its turns are our own heartbeat. */
const HEARTBEAT_MS = 2_000;

export interface AlarmDeps {
  readonly roster: Roster;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called for each target whose time has come. */
  readonly onDue: (entry: Entry) => void;
  /** Called at every turn. */
  readonly onTurn: () => Promise<void>;
}

/** Due times live in the charts; the alarm rings at the next of them, and after a restart it rings for those that passed. */
export class Alarm implements Service {
  readonly name = 'alarm';
  readonly #deps: AlarmDeps;
  readonly #loop: Loop;
  #ringsAt = 0;
  lastTurnAt: number;

  constructor(deps: AlarmDeps) {
    this.#deps = deps;
    this.lastTurnAt = deps.clock.now();
    const { clock, logger } = deps;
    this.#loop = new Loop({ name: 'alarm', intervalMs: HEARTBEAT_MS, clock, logger, runOnce: () => this.#turn() });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Something is due at `at`; wakes the loop only when that is before it would turn anyway. */
  setFor(at: number): void {
    if (at < this.#ringsAt) this.#loop.wake();
  }

  async #turn(): Promise<number> {
    const { roster, clock, onDue, onTurn } = this.#deps;
    const now = clock.now();
    this.lastTurnAt = now;
    for (const entry of roster.entries) {
      const { dueAt } = entry.chart;
      if (dueAt !== undefined && dueAt <= now) onDue(entry);
    }
    await onTurn();
    let next = now + HEARTBEAT_MS;
    // What is due now is being looked at, and asks again by itself.
    for (const { chart } of roster.entries) {
      if (chart.dueAt !== undefined && chart.dueAt > now) next = Math.min(next, chart.dueAt);
    }
    this.#ringsAt = next;
    return Math.max(0, next - clock.now());
  }
}
