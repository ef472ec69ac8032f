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
});
