import { describe, expect, it } from '@jest/globals';
import { DeadlinePassed, withDeadline } from '../../../src/docker/deadline.ts';

const never = () => new Promise<never>(() => {});

describe('withDeadline', () => {
  it('hands the answer through, and the error', async () => {
    await expect(withDeadline(1_000, undefined, async () => 7)).resolves.toBe(7);
    await expect(withDeadline(1_000, undefined, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  });

  it('gives up at the deadline also on what does not heed its signal', async () => {
    let signal: AbortSignal | undefined;
    const waiting = withDeadline(5, undefined, (given) => {
      signal = given;
      return never();
    });
    await expect(waiting).rejects.toThrow(DeadlinePassed);
    expect(signal?.aborted).toBe(true);
  });

  it('gives up with the outer signal, also when it was given before', async () => {
    const outer = new AbortController();
    const waiting = withDeadline(60_000, outer.signal, never);
    outer.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await expect(withDeadline(60_000, outer.signal, never)).rejects.toThrow('stopped');
  });
});
