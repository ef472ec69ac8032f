import { describe, expect, it } from '@jest/globals';
import { secondsOf } from '../../../src/docker/log-request.ts';
import { translateLog } from '../../../src/docker/translate-log.ts';

const AT = '2026-11-21T02:12:45.589895939Z';
const NS = BigInt(Date.parse('2026-11-21T02:12:45Z')) * 1_000_000n + 589_895_939n;

describe('translateLog', () => {
  it('takes the stamp off each line, to the nanosecond', () => {
    expect(translateLog(`${AT} one\n${AT} \n${AT} a  b \r\n`, false)).toEqual([
      { atNs: NS, text: 'one' },
      { atNs: NS, text: '' },
      { atNs: NS, text: 'a  b ' },
    ]);
  });

  it('pads a fraction that is shorter, and knows one that is missing', () => {
    const [half, whole] = translateLog('2026-11-21T02:12:45.5Z x\n2026-11-21T02:12:45Z y\n', false);
    expect([half?.atNs, whole?.atNs]).toEqual([NS - 89_895_939n, NS - 589_895_939n]);
  });

  it('keeps a last line without an end, unless the reading was cut', () => {
    expect(translateLog(`${AT} one\n${AT} tw`, false).map(({ text }) => text)).toEqual(['one', 'tw']);
    expect(translateLog(`${AT} one\n${AT} tw`, true).map(({ text }) => text)).toEqual(['one']);
  });

  it('joins a line without a stamp to the one before, and drops one that has none before', () => {
    expect(translateLog(`lost\n${AT} one\nmore\n`, false)).toEqual([{ atNs: NS, text: 'one\nmore' }]);
    expect(translateLog('', false)).toEqual([]);
  });
});

describe('secondsOf', () => {
  it('writes an instant as the engine reads it', () => {
    expect([secondsOf(0n), secondsOf(1_700_000_000_000_000_001n)]).toEqual(['0.000000000', '1700000000.000000001']);
  });
});
