import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { DeadlinePassed, withDeadline } from '../../../src/docker/deadline.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

const never = () => new Promise<never>(() => {});

describe('withDeadline', () => {
  it('hands the answer through, and the error', async () => {
    await expect(withDeadline(systemClock, 1_000, undefined, async () => 7)).resolves.toBe(7);
    await expect(withDeadline(systemClock, 1_000, undefined, () => Promise.reject(new Error('x')))).rejects.toThrow(
      'x',
    );
  });

  it('gives up at the deadline also on what does not heed its signal', async () => {
    let signal: AbortSignal | undefined;
    const waiting = withDeadline(systemClock, 5, undefined, (given) => {
      signal = given;
      return never();
    });
    await expect(waiting).rejects.toThrow(DeadlinePassed);
    expect(signal?.aborted).toBe(true);
  });

  it('gives up with the outer signal, also when it was given before', async () => {
    const outer = new AbortController();
    const waiting = withDeadline(systemClock, 60_000, outer.signal, never);
    outer.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await expect(withDeadline(systemClock, 60_000, outer.signal, never)).rejects.toThrow('stopped');
  });

  it('goes by the clock that it is given', async () => {
    const clock = new SteppedClock();
    const waiting = withDeadline(clock, 60_000, undefined, never);
    const failed = expect(waiting).rejects.toThrow('no answer within 60000 ms');
    await clock.advance(60_000);
    await failed;
    const answered = withDeadline(clock, 60_000, undefined, async () => 7);
    await clock.advance(60_000);
    expect(await answered).toBe(7);
  });
});
