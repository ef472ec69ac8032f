import { describe, expect, it } from '@jest/globals';
import { demultiplex } from '../../../src/docker/demultiplex.ts';

const frame = (stream: number, text: string) => {
  const body = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
};
const text = (...parts: Buffer[]) => demultiplex(Buffer.concat(parts)).toString();

describe('demultiplex', () => {
  it('joins stdout and stderr in their order', () => {
    expect(text(frame(1, 'one\n'), frame(2, 'zwö\n'), frame(1, ''), frame(1, 'three\n'))).toBe('one\nzwö\nthree\n');
  });

  it('keeps what there is of a frame that was cut', () => {
    expect(text(frame(1, 'one\n'), frame(2, 'two\n').subarray(0, 10))).toBe('one\ntw');
    expect(text(frame(1, 'one\n'), frame(2, 'two\n').subarray(0, 5))).toBe('one\n');
  });

  it('leaves the text of a TTY as it is', () => {
    expect(text(Buffer.from('plain text\r\n'))).toBe('plain text\r\n');
    expect(text(Buffer.from(''))).toBe('');
    expect(text(Buffer.from('hi'))).toBe('hi');
  });
});
