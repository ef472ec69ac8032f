import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Approval } from './approval.ts';
import type { EscalationArchive, EscalationTotals, EscalationTotalsReader } from './archive-port.ts';
import type { Escalation } from './escalation.ts';

/** What is on the queue, in memory, for metrics and for the page: reading it costs no I/O. */
export interface EscalationView {
  /** Undefined: not known yet. While Postgres is away it stays as it was last known. */
  figures(): EscalationFigure | undefined;
}

export interface EscalationFigure {
  readonly at: number;
  readonly totals: EscalationTotals;
  /** Newest first, the last hundred. */
  readonly open: readonly Escalation[];
  readonly pending: readonly Approval[];
}

export interface EscalationFiguresDeps {
  readonly totals: EscalationTotalsReader;
  readonly archive: Pick<EscalationArchive, 'list' | 'approvals'>;
  /** False: Postgres is away, and says so itself. */
  readonly ready: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

const INTERVAL_MS = 15_000;
const NOT_READY_MS = 1_000;
const MOST = 100;

/** Reads the figures every 15 s, and when it is told that something has changed. */
export class EscalationFigures implements EscalationView, Service {
  readonly name = 'escalation-figures';
  readonly #deps: EscalationFiguresDeps;
  readonly #loop: Loop;
  #figure: EscalationFigure | undefined;

  constructor(deps: EscalationFiguresDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, clock, logger, runOnce: () => this.runOnce() });
  }

  figures(): EscalationFigure | undefined {
    return this.#figure;
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Something has changed: read again now. */
  wake(): void {
    this.#loop.wake();
  }

  async runOnce(): Promise<number | undefined> {
    const { totals, archive, ready, clock } = this.#deps;
    if (!ready()) return NOT_READY_MS;
    const at = clock.now();
    const [read, open, pending] = await Promise.all([
      totals.totals(),
      archive.list({ status: 'open', limit: MOST }),
      archive.approvals({ status: 'pending', limit: MOST }),
    ]);
    // The sweeper has not come by yet: what is past its time is nothing that anybody could still decide.
    this.#figure = { at, totals: read, open, pending: pending.filter(({ expiresAt }) => expiresAt > at) };
    return undefined;
  }
}
