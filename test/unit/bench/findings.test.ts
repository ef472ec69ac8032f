import { describe, expect, it } from '@jest/globals';
import { type Finding, isMet, ratio } from '../../bench/findings.ts';
import { summarise } from '../../bench/statistics.ts';

const finding = (part: Partial<Finding>): Finding => ({
  what: 'x',
  unit: 'ms',
  ours: summarise([10, 14, 30]),
  ...part,
});

describe('ratio', () => {
  it('is of the medians', () => {
    expect(ratio(finding({ floor: summarise([10]) }))).toBeCloseTo(1.4);
  });

  it('is unknown without a floor, and when the floor costs nothing', () => {
    expect(ratio(finding({}))).toBeUndefined();
    expect(ratio(finding({ floor: summarise([0]) }))).toBeUndefined();
  });
});

describe('isMet', () => {
  it('holds our median against a multiple of the floor', () => {
    const floor = summarise([10]);
    expect(isMet(finding({ floor, goal: { atMost: 1.4, of: 'floor' } }))).toBe(true);
    expect(isMet(finding({ floor, goal: { atMost: 1.3, of: 'floor' } }))).toBe(false);
  });

  it('is not met against a floor that is not there', () => {
    expect(isMet(finding({ goal: { atMost: 100, of: 'floor' } }))).toBe(false);
  });

  it('holds the median, or the worst, against a figure', () => {
    expect(isMet(finding({ goal: { atMost: 14, of: 'median' } }))).toBe(true);
    expect(isMet(finding({ goal: { atMost: 29, of: 'all' } }))).toBe(false);
    expect(isMet(finding({ goal: { atMost: 30, of: 'all' } }))).toBe(true);
  });

  it('says nothing of what has no goal', () => {
    expect(isMet(finding({}))).toBeUndefined();
  });
});
