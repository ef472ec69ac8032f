import { describe, expect, it } from '@jest/globals';
import { backoffMs } from '../../../src/base/backoff.ts';

const policy = { minMs: 10_000, maxMs: 300_000 };
const row = (jitter: number) => [0, 1, 2, 3, 4, 5, 6, 7].map((tries) => backoffMs(tries, policy, jitter));

describe('backoff', () => {
  it('doubles with every try, up to its longest', () => {
    expect(row(0.5)).toEqual([0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('is a quarter shorter or longer by chance, and never above its longest', () => {
    expect(row(0)).toEqual([0, 7_500, 15_000, 30_000, 60_000, 120_000, 240_000, 300_000]);
    expect(row(1)).toEqual([0, 12_500, 25_000, 50_000, 100_000, 200_000, 300_000, 300_000]);
  });

  it('stays a number after any count of tries', () => {
    expect(backoffMs(100_000, { minMs: 1, maxMs: Number.MAX_VALUE }, 0.5)).toBe(2 ** 40);
    expect(backoffMs(-1, policy, 0.5)).toBe(0);
  });
});
