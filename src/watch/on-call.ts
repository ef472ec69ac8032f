import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';

export interface OnCallDeps {
  /** Incidents of this host that a run in force has acted on. Rejects while Postgres is away. */
  readonly actedOn: () => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const INTERVAL_MS = 5_000;

/**
 * Which incidents Claude Code has laid a hand on, so that a recovery is put down to it and not to chance. While Postgres is
 * away it stays as it was last known. A notification makes it quick; the interval is for one that was missed.
 */
export class OnCall implements Service {
  readonly name = 'on-call';
  readonly #deps: OnCallDeps;
  readonly #loop: Loop;
  #acted: ReadonlySet<string> = new Set();

  constructor(deps: OnCallDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, clock, logger, runOnce: () => this.#turn() });
  }

  hasActedOn(incidentId: string): boolean {
    return this.#acted.has(incidentId);
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  wake(): void {
    this.#loop.wake();
  }

  async #turn(): Promise<undefined> {
    this.#acted = new Set(await this.#deps.actedOn());
    return undefined;
  }
}
