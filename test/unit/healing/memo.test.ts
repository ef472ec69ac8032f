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
      leftAloneFor: ['a1', 'a2'],
      stateSince: T0 - 7,
    });
    const { history, images, dismissed, leftAloneFor, stateSince } = written;
    expect(readMemo(JSON.parse(JSON.stringify(memoOf(written))), 'sha256:9', T0)).toEqual({
      history,
      images,
      dismissed,
      leftAloneFor,
      stateSince,
    });
  });

  it('begins anew where there is none, with the image that runs', () => {
    expect(readMemo({}, 'sha256:9', T0)).toEqual({
      history: NO_HISTORY,
      images: { current: 'sha256:9', proven: [] },
      dismissed: [],
      leftAloneFor: [],
      stateSince: T0,
    });
  });

  it('takes no harm from whatever stands in the row', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('history', 'images', 'dismissed', 'leftAloneFor', 'stateSince'), fc.jsonValue()),
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

  it('keeps of each fact what fits, and begins only the rest anew', () => {
    const read = (history: object) => readMemo({ history }, 'a', T0).history;
    const [wrong, right] = [
      { ...NO_HISTORY, restartCount: 'x' },
      { ...NO_HISTORY, restartCount: 7 },
    ];
    expect([wrong, right].map((one) => read(one).restartCount)).toEqual([0, 7]);
    expect([{ containerId: 5 }, { containerId: 'c1' }].map((one) => read(one).containerId)).toEqual([undefined, 'c1']);
    expect([{ seenAt: null }, { seenAt: T0 }].map((one) => read(one).seenAt)).toEqual([0, T0]);
    expect([{ awaitsRestart: 1 }, { awaitsRestart: true }].map((one) => read(one).awaitsRestart)).toEqual([
      false,
      true,
    ]);
    const loops = ['slow', 'fast', 'x'].map((loop) => read({ loop }).loop);
    expect(loops).toEqual(['slow', 'fast', undefined]);
    expect([{ flappingSince: '1' }, { flappingSince: 1 }].map((one) => read(one).flappingSince)).toEqual([
      undefined,
      1,
    ]);
    expect(read({ sickFlips: 3, crashes: { 0: T0 } })).toEqual(NO_HISTORY);
  });

  it.each([
    [
      { at: 1, kind: 'crash' },
      { at: 1, kind: 'crash' },
    ],
    [
      { at: 1, kind: 'success' },
      { at: 1, kind: 'success' },
    ],
    [{ at: 1, kind: 'else' }, undefined],
    [{ at: '1', kind: 'crash' }, undefined],
    [{ kind: 'crash' }, undefined],
    [null, undefined],
    ['crash', undefined],
  ])('reads %j as the last end %j', (lastEnd, expected) => {
    expect(readMemo({ history: { lastEnd } }, 'a', T0).history.lastEnd).toEqual(expected);
  });

  it.each([null, 'x', 3, [], {}])('begins a history anew from %j', (history) => {
    expect(readMemo({ history }, 'a', T0).history).toEqual(NO_HISTORY);
  });

  it.each<[unknown, object]>([
    [null, { current: 'a', proven: [] }],
    ['x', { current: 'a', proven: [] }],
    [{ current: 'b' }, { current: 'b', proven: [] }],
    [
      { current: 'b', proven: ['1', 2, '3'] },
      { current: 'b', proven: ['1', '3'] },
    ],
    [
      { current: 'b', proven: ['1', '2', '3', '4', '5', '6'] },
      { current: 'b', proven: ['2', '3', '4', '5', '6'] },
    ],
    [
      { current: 5, proven: ['1'] },
      { current: 'a', proven: [] },
    ],
  ])('reads %j as the images %j', (images, expected) => {
    expect(readMemo({ images }, 'a', T0).images).toEqual(expected);
  });

  it('keeps the newest of too many instants', () => {
    const crashes = Array.from({ length: 105 }, (_, n) => n);
    expect(readMemo({ history: { crashes } }, 'a', T0).history.crashes).toEqual(crashes.slice(5));
  });

  it('knows no state that begins later than now, and no incident of an unknown type', () => {
    const since = (stateSince: unknown) => readMemo({ stateSince }, 'a', T0).stateSince;
    expect([T0 - 1, T0, T0 + 1, '5', null].map(since)).toEqual([T0 - 1, T0, T0, T0, T0]);
    const dismissed = ['high_cpu', 'nonsense', 4];
    expect(readMemo({ dismissed }, 'a', T0).dismissed).toEqual(['high_cpu']);
    expect(readMemo({ dismissed: 'high_cpu' }, 'a', T0).dismissed).toEqual([]);
  });

  it('keeps the last twenty attempts for whose sake it was left alone, and nothing that is no id', () => {
    const ids = Array.from({ length: 21 }, (_, n) => `a${n}`);
    expect(readMemo({ leftAloneFor: [7, null, ...ids] }, 'a', T0).leftAloneFor).toEqual(ids.slice(1));
    expect(readMemo({ leftAloneFor: [7, 'a1', null] }, 'a', T0).leftAloneFor).toEqual(['a1']);
    expect(readMemo({ leftAloneFor: 'a1' }, 'a', T0).leftAloneFor).toEqual([]);
  });
});
