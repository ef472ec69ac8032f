import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Page } from '../../../src/metrics/page.ts';

type Part = { readonly text: string } | { readonly bytes: Uint8Array } | { readonly value: number };

const value = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.bigInt(0n, 2n ** 70n).map(Number),
  fc.integer({ min: 0, max: 22 }).chain((power) => fc.constantFrom(10 ** power, 10 ** power - 1, 10 ** power + 1)),
  fc.constant(-0),
);
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ text: fc.string({ unit: fc.constantFrom('a', '"', 'é', '日', '🐳', '\n'), maxLength: 30_000 }) }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 200 }) }),
  fc.record({ value }),
);

describe('Page', () => {
  it('holds what was written, one after the other, however long it gets', () => {
    fc.assert(
      fc.property(fc.array(part, { size: '+1' }), (parts) => {
        const page = new Page();
        const pieces = parts.map((it) => {
          if ('text' in it) {
            page.text(it.text);
            return Buffer.from(it.text);
          }
          if ('bytes' in it) {
            page.piece(it.bytes);
            return Buffer.from(it.bytes);
          }
          page.number(it.value);
          page.lineFeed();
          return Buffer.from(`${it.value}\n`);
        });
        const whole = Buffer.concat(pieces);
        expect(page.length).toBe(whole.length);
        expect(page.bytes().equals(whole)).toBe(true);
      }),
    );
  });

  it('writes a line feed where the room ends', () => {
    const page = new Page();
    page.piece(new Uint8Array(65_536));
    page.lineFeed();
    expect(page.bytes().at(-1)).toBe(10);
    expect(page.length).toBe(65_537);
  });
});
