import { describe, expect, it } from '@jest/globals';
import { bool, budget, count, decimal, ratio, seconds, url, word } from '../../../src/config/kinds.ts';

describe('kinds', () => {
  it.each(['true', 'True', 'YES', 'on', '1', 'y'])('%s is true', (text) => expect(bool.parse(text)).toBe(true));
  it.each(['false', 'False', 'No', 'OFF', '0', 'n'])('%s is false', (text) => expect(bool.parse(text)).toBe(false));
  it.each(['', 'flase', 'constructor', '__proto__', '2'])('%j is no boolean', (text) =>
    expect(bool.parse(text)).toBeUndefined(),
  );

  it('reads budgets', () => {
    expect(budget.parse('5/300s')).toEqual({ count: 5, windowMs: 300_000 });
    expect(budget.parse('60/10m')).toEqual({ count: 60, windowMs: 600_000 });
    for (const text of ['5', '5/', '/300s', '0/300s', '5/300', '5/0s', '5/25h', '99999/1s', '5/300s/1']) {
      expect(budget.parse(text)).toBeUndefined();
    }
  });

  it('reads shares, and refuses the ambiguous', () => {
    expect(['60%', '0.6', '.5', '100%', '1', '0'].map(ratio.parse)).toEqual([0.6, 0.6, 0.5, 1, 1, 0]);
    expect(['60', '101%', '-1%', '1.2', 'x'].map(ratio.parse)).toEqual(Array(5).fill(undefined));
  });

  it('keeps numbers in their range', () => {
    expect(['1', '100', '0', '101', '1.5', '+1', '0x1'].map(count(1, 100).parse)).toEqual([
      ...[1, 100],
      ...Array(5).fill(undefined),
    ]);
    expect(['0', '7', '3601', '7s'].map(seconds.parse)).toEqual([0, 7_000, undefined, undefined]);
  });

  it('reads numbers that need not be whole', () => {
    expect(['4', '0.5', '1.25', '0.05', '11', '1.', '-1', '1e1'].map(decimal(0.1, 10).parse)).toEqual([
      ...[4, 0.5, 1.25],
      ...Array(5).fill(undefined),
    ]);
  });

  it('wants the scheme of a URL', () => {
    const engine = url(['unix', 'tcp'], 'unix:///x');
    expect(engine.parse('unix:///var/run/docker.sock')).toBe('unix:///var/run/docker.sock');
    for (const text of ['/var/run/docker.sock', 'unix://', 'ftp://x', 'tcp://[', 'TCP']) {
      expect(engine.parse(text)).toBeUndefined();
    }
  });

  it('wants printable words', () => {
    expect(word('', 2, 4).parse('abc')).toBe('abc');
    for (const text of ['a', 'abcde', 'a b', 'a\nb', 'äb']) expect(word('', 2, 4).parse(text)).toBeUndefined();
  });
});
