import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { labelValue } from '../../../src/metrics/label.ts';

describe('labelValue', () => {
  it('leaves ordinary names alone', () => {
    expect(labelValue('shop/web#1')).toBe('shop/web#1');
    expect(labelValue('größe 日本')).toBe('größe 日本');
  });

  it('replaces control characters and broken Unicode, and keeps what the format can escape', () => {
    expect(labelValue('a\u0000b\u001b[31m\r')).toBe('a\ufffdb\ufffd[31m\ufffd');
    expect(labelValue('half \ud800 pair')).toBe('half \ufffd pair');
    expect(labelValue('line\n"quote"\\')).toBe('line\n"quote"\\');
  });

  it('is capped, well-formed and stable whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const value = labelValue(text);
        expect(value.length).toBeLessThanOrEqual(256);
        expect(value.isWellFormed()).toBe(true);
        expect(labelValue(value)).toBe(value);
      }),
    );
  });
});
