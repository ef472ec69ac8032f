import { describe, expect, it } from '@jest/globals';
import { quantile, summarise } from '../../bench/statistics.ts';

describe('summarise', () => {
  it('takes the middle of an odd number and lies between two of an even number', () => {
    expect(summarise([9, 1, 5])).toMatchObject({ n: 3, median: 5, max: 9 });
    expect(summarise([4, 1, 2, 3])).toMatchObject({ n: 4, median: 2.5, max: 4 });
  });

  it('sorts numbers as numbers and leaves the series alone', () => {
    const series = [10, 9, 100];
    expect(summarise(series).median).toBe(10);
    expect(series).toEqual([10, 9, 100]);
  });

  it('has one value for everything when there is one', () => {
    expect(summarise([7])).toEqual({ n: 1, median: 7, p95: 7, max: 7 });
  });

  it('refuses to tell of nothing', () => {
    expect(() => summarise([])).toThrow('nothing was measured');
  });
});

describe('quantile', () => {
  it('lies linearly between its neighbours', () => {
    const hundred = Array.from({ length: 101 }, (_, index) => index);
    expect(quantile(hundred, 0.95)).toBe(95);
    expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5);
  });
});
