import { type Clock, systemClock } from '../../src/base/clock.ts';

/** A clock that goes so many times as fast as time: what takes a minute takes some seconds, for all who share it. */
export function fastClock(speed: number): Clock {
  const epoch = Date.now();
  const begun = performance.now();
  return {
    now: () => Math.floor(epoch + (performance.now() - begun) * speed),
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
