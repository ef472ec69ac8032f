import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/docker/line-splitter.ts';

const split = (chunks: readonly Buffer[], capBytes?: number) => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line), capBytes);
  for (const chunk of chunks) splitter.push(chunk);
  return { lines, dropped: splitter.dropped };
};

describe('LineSplitter', () => {
  it('finds several lines in one chunk, drops empty ones and keeps the last that is not whole', () => {
    expect(split([Buffer.from('a\r\n\n b \nc')])).toEqual({ lines: ['a', 'b'], dropped: 0 });
  });

  it('drops a line beyond the cap, in one chunk or many, and goes on after it', () => {
    expect(split([Buffer.from('123456\nok\n')], 5)).toEqual({ lines: ['ok'], dropped: 1 });
    expect(
      split(
        ['123', '456', '789', '\nok\n1234', '5\n'].map((text) => Buffer.from(text)),
        5,
      ),
    ).toEqual({
      lines: ['ok', '12345'],
      dropped: 1,
    });
  });

  it('finds the same lines wherever the chunks end, also within a character', () => {
    const word = fc.constantFrom('{"a":1}', 'grüße', '漢字', '🚑🚑', 'x'.repeat(300));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.array(fc.nat(40), { minLength: 1 }), (words, sizes) => {
        const bytes = Buffer.from(`${words.join('\n')}\n`);
        const chunks: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = 1 + (sizes[turn % sizes.length] ?? 0);
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(split(chunks).lines).toEqual(words);
      }),
    );
  });
});
