import { type Clock, systemClock } from '../../src/base/clock.ts';

/** The time of the machine, until a test is in a hurry: from then on it goes so many times as fast, for all who share it. */
export class HurryingClock implements Clock {
  #speed = 1;
  #since = { clock: Date.now(), machine: performance.now() };

  readonly now = (): number => Math.floor(this.#exactly());
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => systemClock.sleep(ms / this.#speed, signal);

  /** Who sleeps already wakes as if nobody had hurried. */
  hurry(speed: number): void {
    this.#since = { clock: this.#exactly(), machine: performance.now() };
    this.#speed = speed;
  }

  #exactly(): number {
    return this.#since.clock + (performance.now() - this.#since.machine) * this.#speed;
  }
}
