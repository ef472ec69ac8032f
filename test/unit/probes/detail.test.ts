import { describe, expect, it } from '@jest/globals';
import { detailOf } from '../../../src/probes/detail.ts';

describe('text from outside as a detail', () => {
  it('is one line without control characters', () => {
    expect(detailOf('  no\n  such\u0007 \t host\r\n')).toBe('no such host');
  });

  it('is cut with a sign that it was, and not before', () => {
    expect(detailOf('x'.repeat(500))).toBe('x'.repeat(500));
    expect(detailOf('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
    expect(detailOf('abcdef', 5)).toBe('abcd…');
    expect(detailOf('abcde', 5)).toBe('abcde');
  });

  it('leaves no half character where it is cut', () => {
    expect(detailOf('abc🚑x', 5)).toBe('abc\uFFFD…');
  });

  it('may come with much white space before it says something', () => {
    expect(detailOf(`${' '.repeat(15)}abcdef`, 5)).toBe('abcde');
  });

  it('hides what looks like a secret, and what is known to be one', () => {
    expect(detailOf('DB_PASSWORD=hunter2hunter2 refused')).not.toContain('hunter2');
    expect(detailOf('the word is swordfish', 500, ['swordfish'])).not.toContain('swordfish');
  });
});
