import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sustained } from '../../../src/probes/sustained.ts';
import { Window } from '../../../src/probes/window.ts';
import { T0 } from '../../support/charts.ts';

const STEP = 30_000;
const FOR = 300_000;

function windowOf(values: readonly number[]): Window {
  const window = new Window({ coverMs: FOR, slots: 20, maxGapMs: 105_000 });
  for (const [n, value] of values.entries()) window.push(T0 + n * STEP, value);
  return window;
}

const presence = (values: readonly number[], was = false) => sustained(windowOf(values), 0.9, FOR, was).presence;
const times = (count: number, value: number): number[] => new Array<number>(count).fill(value);

describe('sustained', () => {
  it('begins when the figure was high for the whole span, not before', () => {
    expect(presence(times(10, 1))).toBe('unknown');
    expect(presence(times(11, 1))).toBe('present');
  });

  it('is no peak, however high', () => {
    expect(presence([...times(8, 0.5), 1, 1, 1])).toBe('absent');
  });

  it('is no mean of peaks and pauses', () => {
    expect(presence([1, 1, 1, 1, 1, 0.3, 1, 1, 1, 1, 1])).toBe('absent');
  });

  it('does not begin between the two thresholds, and does not end there', () => {
    expect(presence(times(11, 0.85))).toBe('absent');
    expect(presence(times(11, 0.85), true)).toBe('present');
    expect(presence(times(11, 0.8), true)).toBe('absent');
  });

  it('does not end with one dip', () => {
    expect(presence([...times(10, 1), 0], true)).toBe('present');
    expect(presence([...times(8, 1), 0, 0, 0], true)).toBe('absent');
  });

  it('never follows from noise whose mean is below the threshold', () => {
    const noise = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 11, maxLength: 40 });
    fc.assert(
      fc.property(noise, (values) => {
        const lastEleven = values.slice(-11);
        const mean = lastEleven.reduce((sum, value) => sum + value, 0) / 11;
        fc.pre(mean < 0.899);
        expect(presence(values)).toBe('absent');
      }),
    );
  });

  it('never follows from a window with a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 105_001, max: 10_000_000 }), (before, gap) => {
        const window = windowOf(times(before, 1));
        const resumed = window.lastAt + gap;
        for (let n = 0; n < 10; n += 1) window.push(resumed + n * STEP, 1);
        expect(sustained(window, 0.9, FOR, false).presence).toBe('unknown');
      }),
    );
  });
});
