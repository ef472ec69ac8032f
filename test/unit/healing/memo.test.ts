import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memoOf, readMemo } from '../../../src/healing/memo.ts';
import { NO_HISTORY } from '../../../src/probes/restart-loop.ts';
import { chart, T0 } from '../../support/charts.ts';

describe('the memo of a target', () => {
  it('comes back as it was, over JSON', () => {
    const written = chart({
      history: {
        ...NO_HISTORY,
        containerId: 'c1',
        restartCount: 4,
        seenAt: T0,
        crashes: [T0 - 5, T0],
        lastEnd: { at: T0, kind: 'crash' },
        awaitsRestart: true,
        loop: 'fast',
        sickFlips: [T0],
        flappingSince: T0,
      },
      images: { current: 'sha256:2', proven: ['sha256:1'] },
      dismissed: ['high_cpu'],
      stateSince: T0 - 7,
    });
    const { history, images, dismissed, stateSince } = written;
    expect(readMemo(JSON.parse(JSON.stringify(memoOf(written))), 'sha256:9', T0)).toEqual({
      history,
      images,
      dismissed,
      stateSince,
    });
  });

  it('begins anew where there is none, with the image that runs', () => {
    expect(readMemo({}, 'sha256:9', T0)).toEqual({
      history: NO_HISTORY,
      images: { current: 'sha256:9', proven: [] },
      dismissed: [],
      stateSince: T0,
    });
  });

  it('takes no harm from whatever stands in the row', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('history', 'images', 'dismissed', 'stateSince'), fc.jsonValue()),
        (row) => {
          const memo = readMemo(row, 'sha256:9', T0);
          expect(memo.stateSince).toBeLessThanOrEqual(T0);
          expect(memo.history.crashes.every(Number.isFinite)).toBe(true);
          expect(typeof memo.images.current).toBe('string');
          expect(memo.images.proven.length).toBeLessThanOrEqual(5);
        },
      ),
    );
    const hostile = { history: { crashes: ['x', null, T0], loop: 'forever', lastEnd: { at: 'now' } } };
    expect(readMemo(hostile, 'a', T0).history).toEqual({ ...NO_HISTORY, crashes: [T0] });
  });
});
