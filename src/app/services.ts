import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';

/** Longer than any call to engine or Postgres that a stop may have to wait for. */
const STOP_PATIENCE_MS = 10_000;

/** Services that run. They are stopped in the opposite order of their start, one after another, and none of them for ever. */
export class Services {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #started: Service[] = [];
  #ended = false;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** One that comes after the end is not started. */
  async begin(service: Service): Promise<void> {
    if (this.#ended) return;
    this.#started.push(service);
    await service.start();
  }

  async end(): Promise<void> {
    this.#ended = true;
    for (let service = this.#started.pop(); service !== undefined; service = this.#started.pop()) {
      await this.#stop(service);
    }
  }

  async #stop(service: Service): Promise<void> {
    const stopped = new AbortController();
    const stopping = service
      .stop()
      .catch((error) => this.#logger.error('stop_failed', { service: service.name, error: messageOf(error) }))
      .finally(() => stopped.abort());
    await Promise.race([stopping, this.#clock.sleep(STOP_PATIENCE_MS, stopped.signal)]);
    if (!stopped.signal.aborted)
      this.#logger.error('stop_failed', { service: service.name, error: 'it takes too long' });
  }
}

/** Something that is there already and only has to be ended. */
export const ending = (name: string, stop: () => Promise<void>): Service => ({ name, start: async () => {}, stop });
