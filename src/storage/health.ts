import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';

/** Whether Postgres answers, since when, and why not; says it once when it goes away and once when it is back. */
export class StorageHealth {
  #ready = false;
  #since: number;
  #reason: string | undefined = 'not connected yet';
  #saidSo = false;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #note: string;

  constructor(clock: Clock, logger: Logger, note = 'trying on; records are kept in the spool') {
    this.#note = note;
    this.#clock = clock;
    this.#logger = logger;
    this.#since = clock.now();
  }

  get ready(): boolean {
    return this.#ready;
  }

  get since(): number {
    return this.#since;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  answered(): void {
    if (this.#ready) return;
    const awayMs = this.#clock.now() - this.#since;
    if (this.#saidSo) this.#logger.info('storage_recovered', { away_ms: awayMs });
    this.#ready = true;
    this.#since = this.#clock.now();
    this.#reason = undefined;
    this.#saidSo = false;
  }

  failed(reason: string, cure: string | undefined): void {
    if (this.#ready) this.#since = this.#clock.now();
    this.#ready = false;
    this.#reason = reason;
    if (this.#saidSo) return;
    this.#saidSo = true;
    this.#logger.error('storage_unreachable', { reason, cure, note: this.#note });
  }
}
