import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactJson } from '../../../src/base/exact-json.ts';

describe('exactJson', () => {
  it('shows every character that does not show, and stays the same value', () => {
    const hostile = 'a\u0000\u001b[2J\u007f\u009b\u00ad\u200b\u202e\u2028\u2029\u2066\ufeff\ufe0f\u{e0041}é😀\nb';
    const shown = exactJson({ [hostile]: [hostile, 1, null] });
    expect(JSON.parse(shown)).toEqual({ [hostile]: [hostile, 1, null] });
    expect(shown).toContain(
      '\\u001b[2J\\u007f\\u009b\\u00ad\\u200b\\u202e\\u2028\\u2029\\u2066\\ufeff\\ufe0f\\udb40\\udc41é😀\\nb',
    );
  });

  it('loses nothing and hides nothing, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const shown = exactJson([value, text]);
        expect(shown).not.toMatch(/[^\P{C}\n\p{Cs}\p{Cn}\p{Co}]/u);
        expect(JSON.parse(shown)).toEqual(JSON.parse(JSON.stringify([value, text])));
      }),
    );
  });

  it('says null of nothing', () => expect(exactJson(undefined)).toBe('null'));
});
