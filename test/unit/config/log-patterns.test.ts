import { describe, expect, it } from '@jest/globals';
import { logPattern, logPatterns } from '../../../src/config/log-patterns.ts';

const patterns = (text: string) => logPatterns.parse(text)?.map(({ pattern }) => pattern);

describe('logPatterns', () => {
  it('parts patterns at commas, once each, each its own name', () => {
    expect(logPatterns.parse('CRITICAL, panic: ,CRITICAL')).toEqual([
      { name: 'CRITICAL', pattern: 'CRITICAL' },
      { name: 'panic:', pattern: 'panic:' },
    ]);
  });

  it('leaves the comma of a quantifier and an escaped one in their pattern', () => {
    expect(patterns('x{2,5},y{3,}')).toEqual(['x{2,5}', 'y{3,}']);
    expect(patterns('one\\, two,three')).toEqual(['one\\, two', 'three']);
  });

  it('`none` is no pattern at all', () => expect(patterns('None')).toEqual([]));

  it.each([
    '',
    ',',
    '(',
    '(?=x)',
    '\\1',
    'a,,b',
    'a\nb',
    'x'.repeat(501),
    Array.from({ length: 51 }, (_, n) => `p${n}`).join(','),
  ])('refuses %j', (text) => expect(logPatterns.parse(text)).toBeUndefined());
});

describe('logPattern', () => {
  it('takes RE2, commas and all, and stays quick with what it has seen', () => {
    expect(logPattern.parse('(?i)out of memory, x{2,3}')).toBe('(?i)out of memory, x{2,3}');
    for (let n = 0; n < 1_100; n += 1) expect(logPattern.parse(`(${n}`)).toBeUndefined();
    expect([logPattern.parse('(0'), logPattern.parse('0')]).toEqual([undefined, '0']);
  });

  it.each(['(', '(a)\\1', '(?<!x)y', 'a\u0000', 'x'.repeat(501)])('refuses %j', (text) =>
    expect(logPattern.parse(text)).toBeUndefined(),
  );
});
