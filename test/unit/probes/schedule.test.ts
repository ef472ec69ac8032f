import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { firstRunAt, mayBeStopping, nextRunAt } from '../../../src/probes/schedule.ts';
import { probeSpec } from '../../support/probes.ts';

describe('when probes run', () => {
  it('leaves time for the first answer within one interval, whatever the target is called', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1_000, max: 60_000 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (target, intervalMs, share) => {
          const spec = probeSpec({ intervalMs, timeoutMs: intervalMs * share });
          const at = firstRunAt(target, spec, 5_000);
          expect(at).toBeGreaterThanOrEqual(5_000);
          expect(at).toBeLessThanOrEqual(5_000 + Math.max(intervalMs * (1 - share), intervalMs / 2));
          expect(firstRunAt(target, spec, 5_000)).toBe(at);
        },
      ),
    );
  });

  it('spreads targets that differ by their last digit only', () => {
    const spec = probeSpec({ intervalMs: 20_000, timeoutMs: 10_000 });
    const tenths = Array<number>(10).fill(0);
    for (let n = 0; n < 5_000; n += 1) {
      const tenth = Math.floor(firstRunAt(`shop/web#${n}`, spec, 0) / 1_000);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(400);
    expect(Math.max(...tenths)).toBeLessThan(600);
  });

  it('keeps its place after runs that were missed, and never runs twice for them', () => {
    expect(nextRunAt(1_000, 10_000, 1_200)).toBe(11_000);
    expect(nextRunAt(1_000, 10_000, 11_000)).toBe(11_000);
    expect(nextRunAt(1_000, 10_000, 34_000)).toBe(41_000);
  });

  it('lets one be that somebody has just sent a signal', () => {
    const kill = (signal: number, at: number) => ({ ...NO_INTENT, kill: { at, signal, ours: false } });
    expect(mayBeStopping(NO_INTENT, 50_000)).toBe(false);
    expect(mayBeStopping(kill(15, 40_000), 50_000)).toBe(true);
    expect(mayBeStopping(kill(15, 20_000), 50_000)).toBe(false);
    expect(mayBeStopping(kill(1, 40_000), 50_000)).toBe(false);
  });
});
