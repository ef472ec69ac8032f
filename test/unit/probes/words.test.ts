import { describe, expect, it } from '@jest/globals';
import { bytesInWords, percentInWords, spanInWords } from '../../../src/probes/words.ts';

describe('figures in sentences', () => {
  it.each([
    [300_000, '5 min'],
    [90_000, '1.5 min'],
    [100_000, '100 s'],
    [21_600_000, '6 h'],
    [86_400_000, '1 d'],
    [1_234, '1 s'],
  ])('%d ms is %s', (ms, words) => {
    expect(spanInWords(ms)).toBe(words);
  });

  it('bytes and shares', () => {
    expect(bytesInWords(512 * 2 ** 20)).toBe('512 MiB');
    expect(bytesInWords(1.5 * 2 ** 30)).toBe('1.5 GiB');
    expect(percentInWords(0.934)).toBe('93 %');
  });
});
