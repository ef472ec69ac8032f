import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wildcardFits } from '../../../src/base/wildcard.ts';

describe('wildcardFits', () => {
  it.each([
    ['shop/web#1', 'shop/web#1', true],
    ['shop/web#1', 'shop/web#11', false],
    ['shop/*', 'shop/web#1', true],
    ['shop/*', 'myshop/web#1', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['', '', true],
    ['', 'a', false],
    ['**', 'a', true],
    ['*/web#*', 'shop/web#2', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['*aa*aa', 'aaa', false],
    ['.*', 'web', false],
    ['w?b', 'web', false],
    ['[a-z]+', 'web', false],
    ['Web', 'web', false],
  ])('%j and %j: %j', (pattern, text, fits) => expect(wildcardFits(pattern, text)).toBe(fits));

  it('says what the same pattern as a regular expression would say', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(piece, text, (pattern, subject) => {
        expect(wildcardFits(pattern, subject)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(subject));
      }),
    );
  });

  it('is done at once with a pattern that would keep a regular expression busy for ever', () => {
    const begun = process.cpuUsage();
    expect(wildcardFits(`${'a*'.repeat(100)}b`, 'a'.repeat(1_000))).toBe(false);
    expect(wildcardFits(`${'*a'.repeat(100)}c*`, 'a'.repeat(1_000))).toBe(false);
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(100);
  });
});
