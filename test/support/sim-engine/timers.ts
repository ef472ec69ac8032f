import { setMaxListeners } from 'node:events';
import { type Clock, systemClock } from '../../../src/base/clock.ts';

/** The time of one engine, and all that is still to come on it; nothing of it comes after the end. */
export class Timers {
  readonly #clock: Clock;
  readonly #end = new AbortController();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
    setMaxListeners(0, this.#end.signal);
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, act: () => void): void {
    void this.pause(ms).then(act);
  }

  /** Never resolves when the engine ends meanwhile: what was under way there just is no more. */
  pause(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      void this.#clock.sleep(ms, this.#end.signal).then(() => {
        if (!this.#end.signal.aborted) resolve();
      });
    });
  }

  end(): void {
    this.#end.abort();
  }
}
