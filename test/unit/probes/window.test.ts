import { describe, expect, it } from '@jest/globals';
import { Window } from '../../../src/probes/window.ts';
import { T0 } from '../../support/charts.ts';

const STEP = 30_000;
const newWindow = () => new Window({ coverMs: 300_000, slots: 10, maxGapMs: 100_000 });

/** What it holds, newest first. */
function contentOf(window: Window, spanMs = Number.POSITIVE_INFINITY) {
  const pairs: [number, number][] = [];
  const { covered } = window.back(spanMs, (value, age) => pairs.push([value, age]));
  return { pairs, covered };
}

const filled = (count: number): Window => {
  const window = newWindow();
  for (let n = 0; n < count; n += 1) window.push(T0 + n * STEP, n);
  return window;
};

describe('a window', () => {
  it('holds values with their age, newest first', () => {
    expect(contentOf(filled(3)).pairs).toEqual([
      [2, 0],
      [1, STEP],
      [0, 2 * STEP],
    ]);
  });

  it('is covered once it reaches back far enough, and looks no further', () => {
    expect(contentOf(filled(10), 300_000).covered).toBe(false);
    expect(contentOf(filled(11), 300_000).covered).toBe(true);
    expect(contentOf(filled(11), 60_000).pairs).toHaveLength(3);
  });

  it('goes round: the oldest make room, for as long as it lives', () => {
    const { pairs, covered } = contentOf(filled(1_000), 300_000);
    expect(covered).toBe(true);
    expect(pairs[0]).toEqual([999, 0]);
    expect(pairs.at(-1)).toEqual([989, 300_000]);
  });

  it('leaves out what comes quicker than it has room for, and still covers its span', () => {
    const window = newWindow();
    for (let ms = 0; ms <= 600_000; ms += 1_000) window.push(T0 + ms, ms);
    expect(contentOf(window, 300_000).covered).toBe(true);
    expect(window.push(window.lastAt + 1_000, 0)).toBe(false);
  });

  it('is empty after a gap: nobody knows what was in it', () => {
    const window = filled(11);
    window.push(window.lastAt + 100_001, 7);
    expect(contentOf(window, 300_000)).toEqual({ pairs: [[7, 0]], covered: false });
  });

  it('takes no sample twice, and none from the past', () => {
    const window = filled(2);
    expect(window.push(window.lastAt, 9)).toBe(false);
    expect(window.push(window.lastAt - 60_000, 9)).toBe(false);
    expect(window.size).toBe(2);
  });
});
