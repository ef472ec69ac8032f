import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerOf } from '../../../src/watch/request-answers.ts';

const PICTURE = {
  takenAt: '2026-11-20T12:00:00Z',
  image: 'shop/web:1',
  logs: 'one\ntwo error\nthree\nfour error\n',
  samples: [{ cpuPercent: 3 }],
  checks: [{ exitCode: 1 }],
};
const textOf = (...given: Parameters<typeof answerOf>): string => {
  const answer = answerOf(...given);
  return answer.kind === 'done' ? answer.text : answer.reason;
};

describe('answerOf', () => {
  it('gives the last lines of the log, or the last of those that contain a text', () => {
    expect(textOf('logs', {}, PICTURE)).toBe(PICTURE.logs.trimEnd());
    expect(textOf('logs', { lines: 2 }, PICTURE)).toBe('three\nfour error');
    expect(textOf('logs', { lines: 1, grep: 'error' }, PICTURE)).toBe('four error');
    expect(textOf('logs', { grep: '.*' }, PICTURE)).toBe('No line of its recent log contains that.');
  });

  it('says why there is none', () => {
    expect(textOf('logs', {}, { logs: '' })).toBe('It has written nothing.');
    expect(textOf('logs', {}, { missing: { logs: 'the engine did not answer' } })).toContain(
      'the engine did not answer',
    );
  });

  it('keeps the log out of inspect, and all but the samples out of stats', () => {
    const inspected = JSON.parse(textOf('inspect', {}, PICTURE));
    expect(inspected).toEqual({ takenAt: PICTURE.takenAt, image: 'shop/web:1', checks: [{ exitCode: 1 }] });
    expect(JSON.parse(textOf('stats', {}, PICTURE))).toEqual({
      takenAt: PICTURE.takenAt,
      samples: [{ cpuPercent: 3 }],
    });
  });

  it('answers any input, and never at length', () => {
    const logs = 'x'.repeat(100_000);
    fc.assert(
      fc.property(
        fc.constantFrom('logs' as const, 'inspect' as const, 'stats' as const),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (tool, input) => {
          expect(textOf(tool, input, { ...PICTURE, logs, setup: logs }).length).toBeLessThanOrEqual(32_768);
        },
      ),
    );
    for (const lines of [0, -1, 1.5, Number.NaN, '5', null]) {
      expect(textOf('logs', { lines } as never, PICTURE)).not.toBe('');
    }
  });
});
