import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leakVerdict } from '../../../src/probes/leak.ts';
import { Window } from '../../../src/probes/window.ts';
import { T0 } from '../../support/charts.ts';

const MIB = 2 ** 20;
const HOUR = 3_600_000;
const STEP = 30_000;
const LIMIT = 1_000 * MIB;
const RULES = { windowMs: HOUR, horizonMs: 24 * HOUR, ceilingBytes: LIMIT };
const SAMPLES = 121;

/** An hour of memory, `mib(n)` at the n-th sample. */
function hourOf(mib: (n: number) => number, samples = SAMPLES): Window {
  const window = new Window({ coverMs: HOUR, slots: 120, maxGapMs: 105_000 });
  for (let n = 0; n < samples; n += 1) window.push(T0 + n * STEP, mib(n) * MIB);
  return window;
}

const verdictOn = (mib: (n: number) => number, was = false) => leakVerdict(hourOf(mib), RULES, was);

describe('memory that only grows', () => {
  it('is told with the instant at which it reaches its limit', () => {
    const verdict = verdictOn((n) => 300 + n);
    // 120 MiB an hour; from the floor of the last block, 411 MiB, there are 589 MiB to go.
    expect(verdict).toMatchObject({ presence: 'present', growth: { risingShare: 1, grownBytes: 110 * MIB } });
    const hours = verdict.presence === 'present' ? (verdict.reachesAt - T0 - HOUR) / HOUR : 0;
    expect(hours).toBeCloseTo(589 / 120, 3);
  });

  it('is no leak before the window is full', () => {
    expect(
      leakVerdict(
        hourOf((n) => 300 + n, 120),
        RULES,
        false,
      ).presence,
    ).toBe('unknown');
  });

  it('is none when it would take longer than the horizon', () => {
    expect(verdictOn((n) => 100 + n / 10).presence).toBe('absent');
  });

  it('is none when it grows by less than the weather', () => {
    expect(verdictOn((n) => 995 + n / 100).presence).toBe('absent');
  });

  it.each<[string, (n: number) => number]>([
    ['flat', () => 300],
    ['shrinking', (n) => 500 - n],
    ['a step up in the middle', (n) => (n < 60 ? 300 : 700)],
    ['a step up at the end', (n) => (n < 115 ? 300 : 900)],
    ['two steps', (n) => 300 + 200 * Math.floor(n / 50)],
    ['a sawtooth of garbage collection', (n) => 300 + 30 * (n % 17)],
    ['a wave', (n) => 500 + 200 * Math.sin(n / 10)],
    ['a cache that fills up quickly', (n) => 100 + 600 * (1 - Math.exp(-n / 15))],
    ['a cache that fills up slowly', (n) => 100 + 600 * (1 - Math.exp(-n / 60))],
    ['a logarithmic warm-up', (n) => 100 + 120 * Math.log(n + 1)],
  ])('%s is no leak', (_, mib) => {
    expect(verdictOn(mib).presence).toBe('absent');
  });

  it('is found under a sawtooth: the floor between two collections grows', () => {
    expect(verdictOn((n) => 300 + n + 20 * (n % 7)).presence).toBe('present');
  });

  it('does not follow from noise around a level', () => {
    const noise = fc.array(fc.float({ min: 0, max: 300, noNaN: true }), { minLength: SAMPLES, maxLength: SAMPLES });
    fc.assert(
      fc.property(noise, (values) => {
        expect(verdictOn((n) => 400 + (values[n] ?? 0)).presence).toBe('absent');
      }),
      // Twelve floors in rising order by chance: one in ten million.
      { numRuns: 500 },
    );
  });

  it('follows from steady growth with noise that is smaller than a block’s growth', () => {
    const noise = fc.array(fc.float({ min: 0, max: 5, noNaN: true }), { minLength: SAMPLES, maxLength: SAMPLES });
    const perSample = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(noise, perSample, (values, slope) => {
        expect(verdictOn((n) => 200 + slope * n + (values[n] ?? 0)).presence).toBe('present');
      }),
    );
  });

  it('is over when it has stopped growing, not when it pauses for a moment', () => {
    expect(verdictOn((n) => 300 + Math.min(n, 100), true).presence).toBe('present');
    expect(verdictOn((n) => 300 + Math.min(n, 50), true).presence).toBe('absent');
    expect(verdictOn((n) => 500 - n, true).presence).toBe('absent');
  });
});
