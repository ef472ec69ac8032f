import { describe, expect, it } from '@jest/globals';
import { logPatterns } from '../../../src/config/log-patterns.ts';

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

  it.each(['', ',', 'a,,b', 'a\nb', 'x'.repeat(501), Array.from({ length: 51 }, (_, n) => `p${n}`).join(',')])(
    'refuses %j',
    (text) => expect(logPatterns.parse(text)).toBeUndefined(),
  );
});
