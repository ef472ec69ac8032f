import { describe, expect, it } from '@jest/globals';
import { ago, span } from '../../../src/base/ago.ts';

describe('span', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [119_999, '1 min'],
    [7_200_000, '2 h'],
    [3 * 86_400_000, '3 d'],
    [-5, '0 ms'],
  ])('%d ms is %s', (ms, text) => expect(span(ms)).toBe(text));
});

describe('ago', () => {
  it('knows past, present and future', () => {
    expect(ago(0, 120_000)).toBe('2 min ago');
    expect(ago(500, 0)).toBe('just now');
    expect(ago(8_000, 0)).toBe('in 8 s');
  });

  it.each([
    [7_199_950, 'in 2 h'],
    [7_199_000, 'in 119 min'],
    [3_600_000, 'in 60 min'],
    [119_000, 'in 119 s'],
    [1_000, 'in 1 s'],
    [2 * 86_400_000, 'in 2 d'],
  ])('%d ms ahead is %s: exact enough to plan by', (ms, text) => {
    expect(ago(ms, 0)).toBe(text);
  });
});
