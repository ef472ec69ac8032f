import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { inParallel } from '../../../src/base/in-parallel.ts';
import type { Logger } from '../../../src/base/logger.ts';
import { Loop } from '../../../src/base/loop.ts';

/** Sleeps until woken, stopped, or told to go on. */
function patientClock() {
  let wake = () => {};
  let asleep = () => {};
  const sleeping = () => new Promise<void>((resolve) => (asleep = resolve));
  return {
    clock: {
      now: systemClock.now,
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          if (signal?.aborted) return resolve();
          wake = resolve;
          signal?.addEventListener('abort', () => resolve(), { once: true });
          asleep();
        }),
    },
    go: () => wake(),
    sleeping,
  };
}

function linesOf() {
  const lines: string[] = [];
  const note = (event: string) => void lines.push(event);
  return { lines, logger: { debug: note, info: note, warn: note, error: note } satisfies Logger };
}

describe('loop', () => {
  it('logs a failure that repeats once when it starts and once when it ends', async () => {
    const { lines, logger } = linesOf();
    const { clock, go, sleeping } = patientClock();
    const outcomes = ['fail', 'fail', 'ok', 'fail'];
    const loop = new Loop({
      name: 'test',
      intervalMs: 1_000,
      clock,
      logger,
      runOnce: async () => {
        if (outcomes.shift() === 'fail') throw new Error('it broke');
        return undefined;
      },
    });
    let asleep = sleeping();
    await loop.start();
    await asleep;
    for (let turn = 0; turn < 4; turn += 1) {
      asleep = sleeping();
      go();
      await asleep;
    }
    await loop.stop();
    expect(outcomes).toEqual([]);
    expect(lines).toEqual(['loop_failed', 'loop_recovered', 'loop_failed']);
  });

  it('turns at once when woken, and once more when woken during a turn', async () => {
    const { clock, sleeping } = patientClock();
    let turns = 0;
    let during = () => {};
    const loop = new Loop({
      name: 'test',
      intervalMs: 1_000,
      clock,
      logger: linesOf().logger,
      runOnce: async () => {
        turns += 1;
        during();
        return undefined;
      },
    });
    const first = sleeping();
    await loop.start();
    await first;
    during = () => {
      during = () => {};
      loop.wake();
    };
    const again = sleeping();
    loop.wake();
    await again;
    expect(turns).toBe(2);
    await loop.stop();
  });

  it('ends in the middle of a rest, and waits for the turn that is under way', async () => {
    const { clock } = patientClock();
    let release = () => {};
    let over = false;
    const turning = new Promise<void>((started) => {
      const loop = new Loop({
        name: 'test',
        intervalMs: 1_000,
        clock: { ...clock, sleep: async () => {} },
        logger: linesOf().logger,
        runOnce: (signal) =>
          new Promise((resolve) => {
            started();
            signal.addEventListener('abort', () => setImmediate(release), { once: true });
            release = () => {
              over = true;
              resolve(undefined);
            };
          }),
      });
      void loop.start();
      stop = () => loop.stop();
    });
    await turning;
    await stop();
    expect(over).toBe(true);
  });
});

let stop: () => Promise<void> = async () => {};

describe('emitter', () => {
  it('a listener that throws stops neither the others nor the one who tells', () => {
    const errors: unknown[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    const heard: number[] = [];
    emitter.on(() => {
      throw new Error('mine');
    });
    const off = emitter.on((n) => heard.push(n));
    emitter.emit(1);
    off();
    emitter.emit(2);
    expect(heard).toEqual([1]);
    expect(errors).toHaveLength(2);
  });
});

describe('inParallel', () => {
  it('does everything, never more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (n) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done.push(n);
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('begins nothing new after a failure, and says which', async () => {
    const begun: number[] = [];
    const work = inParallel([1, 2, 3, 4], 1, async (n) => {
      begun.push(n);
      if (n === 2) throw new Error('two');
    });
    await expect(work).rejects.toThrow('two');
    expect(begun).toEqual([1, 2]);
  });
});
