import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OutputTail } from '../../../src/docker/output-tail.ts';

const frame = (stream: number, text: string) => {
  const body = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
};

describe('OutputTail', () => {
  it('keeps the end of the text however its frames are cut', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 60 });
    const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), cuts, (texts, sizes) => {
        const tail = new OutputTail(25);
        let bytes = Buffer.concat(texts.map((one, index) => frame(1 + (index % 2), one)));
        for (const size of sizes) {
          if (bytes.length === 0) break;
          tail.push(bytes.subarray(0, size));
          bytes = bytes.subarray(size);
        }
        expect(tail.text()).toBe(texts.join('').slice(-25));
      }),
    );
  });

  it('counts characters, not bytes', () => {
    const tail = new OutputTail(3);
    tail.push(frame(1, 'xxäöü😀'));
    expect(tail.text()).toBe('öü😀');
  });
});
