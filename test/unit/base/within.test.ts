import { describe, expect, it } from '@jest/globals';
import { within } from '../../../src/base/within.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

/** A clock that knows who still sleeps. */
function watchedClock() {
  const clock = new SteppedClock();
  let sleepers = 0;
  const sleep = async (ms: number, signal?: AbortSignal) => {
    sleepers += 1;
    await clock.sleep(ms, signal);
    sleepers -= 1;
  };
  return { now: clock.now, sleep, advance: (ms: number) => clock.advance(ms), sleeping: () => sleepers };
}

describe('within', () => {
  it('answers what comes in time, and nobody sleeps on', async () => {
    const clock = watchedClock();
    expect(await within(clock, 3_000, Promise.resolve('here'))).toBe('here');
    await clock.advance(0);
    expect(clock.sleeping()).toBe(0);
  });

  it('passes an error on, and nobody sleeps on', async () => {
    const clock = watchedClock();
    await expect(within(clock, 3_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
    await clock.advance(0);
    expect(clock.sleeping()).toBe(0);
  });

  it('answers nothing when it takes longer, and not before', async () => {
    const clock = watchedClock();
    let answer: unknown = 'none yet';
    void within(clock, 3_000, new Promise(() => {})).then((it) => {
      answer = it;
    });
    await clock.advance(2_999);
    expect(answer).toBe('none yet');
    await clock.advance(1);
    expect(answer).toBeUndefined();
  });
});
