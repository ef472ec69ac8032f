import { type Clock, systemClock } from '../../src/base/clock.ts';

/** The time of the machine, until a test lets some of it be over at once; nobody sleeps longer for it, nor wakes sooner. */
export class JumpingClock implements Clock {
  #ahead = 0;

  readonly now = (): number => systemClock.now() + this.#ahead;
  readonly sleep = systemClock.sleep;

  jump(ms: number): void {
    this.#ahead += ms;
  }
}
