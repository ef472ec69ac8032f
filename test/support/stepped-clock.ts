import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/base/clock.ts';
import { DueQueue } from '../../src/base/due-queue.ts';

/** A clock that moves only when the test says so; whoever sleeps wakes in order, each at his very time. */
export class SteppedClock implements Clock {
  #now: number;
  readonly #sleepers = new DueQueue<() => void>();

  constructor(now = 1_800_000_000_000) {
    this.#now = now;
  }

  now = (): number => this.#now;

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      signal?.addEventListener('abort', () => resolve(), { once: true });
      this.#sleepers.push(this.#now + Math.max(0, ms), resolve);
    });
  }

  /** Ends when everybody who was to wake has done what can be done without more time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (let at = this.#sleepers.nextAt; at !== undefined && at <= end; at = this.#sleepers.nextAt) {
      this.#now = Math.max(this.#now, at);
      for (let wake = this.#sleepers.take(this.#now); wake; wake = this.#sleepers.take(this.#now)) wake();
      await turn();
    }
    this.#now = end;
  }
}
