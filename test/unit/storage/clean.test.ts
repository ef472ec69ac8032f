import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanJson, cleanText, count, instant, optionalInstant, real, whole } from '../../../src/storage/clean.ts';

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

describe('cleanText', () => {
  it('leaves nothing that Postgres refuses, and all else as it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text);
        expect(clean.isWellFormed() && !clean.includes('\u0000')).toBe(true);
        expect(clean).toBe(text.toWellFormed().replaceAll('\u0000', '\ufffd'));
      }),
    );
  });
});

describe('cleanJson', () => {
  it('is the JSON of the cleaned value, keys too', () => {
    fc.assert(
      fc.property(anyText, anyText, (key, text) => {
        expect(JSON.parse(cleanJson({ [`k${key}`]: [text] }))).toEqual({ [`k${cleanText(key)}`]: [cleanText(text)] });
      }),
    );
  });

  it('does not take text that looks like an escape for one', () => {
    expect(JSON.parse(cleanJson(['\\u0000', '\\\\ud800']))).toEqual(['\\u0000', '\\\\ud800']);
  });

  it('makes something of everything', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(cleanJson(cycle)).toBe('{"unwritable":"TypeError"}');
    expect(cleanJson(undefined)).toBe('null');
    expect(cleanJson({ a: Number.NaN, b: 3n, c: undefined })).toBe('{"a":null,"b":"3"}');
  });
});

describe('numbers', () => {
  it('are null when they are none', () => {
    for (const none of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([real(none), whole(none), count(none)]).toEqual([null, null, null]);
    }
    expect([real(0.5), whole(1.6), whole(2 ** 60), count(1e12), count(-1e12)]).toEqual([
      0.5,
      2,
      null,
      2_147_483_647,
      -2_147_483_647,
    ]);
  });
});

describe('instant', () => {
  it('is timestamptz text, or a refusal', () => {
    expect(instant(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(optionalInstant(undefined)).toBeNull();
    for (const none of [Number.NaN, 1e18, null as never, -1e15]) {
      expect(() => instant(none)).toThrow(expect.objectContaining({ code: 'storage_rejected' }));
    }
  });
});
