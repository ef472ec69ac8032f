import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  describeLoop,
  type History,
  isLooping,
  loopEndsAt,
  NO_HISTORY,
  nextHistory,
  type Observation,
} from '../../../src/probes/restart-loop.ts';
import { T0 } from '../../support/charts.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const look = (part: Partial<Observation> = {}): Observation => ({
  containerId: 'c1',
  restartCount: 0,
  crashedAt: undefined,
  succeededAt: undefined,
  turnedSick: false,
  recreatedByUs: false,
  ...part,
});

type Step = readonly [at: number, seen: Partial<Observation>];

/** Looks at these instants, after a first calm one at T0. */
const historyOf = (steps: readonly Step[], from = NO_HISTORY): History =>
  ([[T0, {}], ...steps] as Step[]).reduce(
    (history, [at, seen]) => nextHistory(history, look(seen), THRESHOLDS, at),
    from,
  );

/** One crash that was seen, as an engine without a restart policy tells it. */
const crash = (at: number): Step => [at, { crashedAt: at }];
const crashes = (...minutes: number[]): Step[] => minutes.map((minute) => crash(T0 + minute * MINUTE));
const loops = (history: History, at: number) => isLooping(history, THRESHOLDS, at);

describe('a restart loop', () => {
  it('is entered by three crashes within five minutes, not by two', () => {
    const at = T0 + 4 * MINUTE;
    expect(loops(historyOf(crashes(1, 4)), at)).toBe(false);
    expect(loops(historyOf(crashes(1, 2, 4)), at)).toBe(true);
  });

  it('is not entered by crashes that are further apart', () => {
    expect(loops(historyOf(crashes(1, 5, 9, 13)), T0 + 13 * MINUTE)).toBe(false);
  });

  it('is entered by slow restarts, which no short window sees', () => {
    const slow = crashes(60, 100, 140, 180, 220, 260);
    expect(loops(historyOf(slow.slice(0, 5)), T0 + 260 * MINUTE)).toBe(false);
    expect(loops(historyOf(slow), T0 + 260 * MINUTE)).toBe(true);
  });

  it('is not entered by slow restarts that are older than the long window', () => {
    expect(loops(historyOf(crashes(0, 80, 160, 240, 320, 400)), T0 + 400 * MINUTE)).toBe(false);
  });

  it('goes on while the container is up between two crashes', () => {
    const history = historyOf([...crashes(1, 2, 3), [T0 + 4 * MINUTE, {}], [T0 + 6 * MINUTE, {}]]);
    expect(loops(history, T0 + 7 * MINUTE)).toBe(true);
  });

  it('is left after ten minutes without a crash when it was quick', () => {
    const history = historyOf(crashes(1, 2, 3));
    expect(loopEndsAt(history, THRESHOLDS)).toBe(T0 + 13 * MINUTE);
    expect(loops(history, T0 + 13 * MINUTE - 1)).toBe(true);
    expect(loops(history, T0 + 13 * MINUTE)).toBe(false);
  });

  it('is left after two hours without a crash when it was slow', () => {
    const history = historyOf(crashes(60, 100, 140, 180, 220, 260));
    expect(loopEndsAt(history, THRESHOLDS)).toBe(T0 + 260 * MINUTE + 2 * HOUR);
  });

  it('is prolonged by a crash that would not have entered it', () => {
    const history = historyOf(crashes(1, 2, 3, 12));
    expect(loopEndsAt(history, THRESHOLDS)).toBe(T0 + 22 * MINUTE);
  });

  it('has to be entered anew after it was left: the count begins at nothing', () => {
    const left = historyOf([...crashes(1, 2, 3), [T0 + 14 * MINUTE, {}]]);
    expect(left).toMatchObject({ loop: undefined, crashes: [] });
    expect(loops(historyOf(crashes(15, 16), left), T0 + 16 * MINUTE)).toBe(false);
  });

  it('one bad minute with many crashes is a quick loop and no slow one', () => {
    const burst = historyOf([1, 2, 3, 4, 5, 6, 7].map((n) => crash(T0 + n * 5_000)));
    expect(burst.loop).toBe('fast');
    expect(loops(burst, T0 + 11 * MINUTE)).toBe(false);
  });

  it('tells figures', () => {
    expect(describeLoop('web', historyOf(crashes(1, 2, 3)), THRESHOLDS, T0 + 3 * MINUTE)).toBe(
      'web crashes again and again: 3 times within 5 min',
    );
    expect(describeLoop('web', historyOf(crashes(60, 100, 140, 180, 220, 260)), THRESHOLDS, T0 + 260 * MINUTE)).toBe(
      'web crashes again and again: 6 times within 6 h',
    );
    expect(describeLoop('web', historyOf(crashes(1, 2, 3)), THRESHOLDS, T0 + 12 * MINUTE)).toBe(
      'web crashed again and again, and has not been quiet for long enough since',
    );
  });
});

describe('crashes that nobody saw', () => {
  it('show in the engine’s count while the container is up at every look', () => {
    const history = historyOf([
      [T0 + 30_000, { restartCount: 1 }],
      [T0 + 60_000, { restartCount: 2 }],
      [T0 + 90_000, { restartCount: 3 }],
    ]);
    expect(loops(history, T0 + 90_000)).toBe(true);
  });

  it('are not counted again when they were seen', () => {
    const history = historyOf([
      [T0 + 30_000, { restartCount: 1, crashedAt: T0 + 29_900 }],
      [T0 + 60_000, { restartCount: 2, crashedAt: T0 + 59_900 }],
      [T0 + 70_000, { restartCount: 2 }],
    ]);
    expect(history.crashes).toEqual([T0 + 29_900, T0 + 59_900]);
  });

  it('are not counted again when the engine counts the restart a look later', () => {
    const history = historyOf([
      [T0 + 30_000, { crashedAt: T0 + 29_900 }],
      [T0 + 31_000, { restartCount: 1 }],
    ]);
    expect(history.crashes).toEqual([T0 + 29_900]);
  });

  it('are none when it was restarted after a success, seen or not', () => {
    const history = historyOf([
      [T0 + 30_000, { restartCount: 1, succeededAt: T0 + 29_900 }],
      [T0 + 60_000, { restartCount: 2 }],
      [T0 + 90_000, { restartCount: 5 }],
    ]);
    expect(history.crashes).toEqual([]);
  });

  it('are spread over the time in which nobody looked: a week away is no burst', () => {
    const week = 7 * 24 * HOUR;
    const history = historyOf([[T0 + week, { restartCount: 14 }]]);
    expect(history.crashes).toHaveLength(14);
    expect(loops(history, T0 + week)).toBe(false);
  });

  it('before the first look are history', () => {
    const history = nextHistory(NO_HISTORY, look({ restartCount: 400 }), THRESHOLDS, T0);
    expect(history.crashes).toEqual([]);
  });

  it('after a start by hand, which sets the engine’s count to zero, are counted from there', () => {
    const history = historyOf([
      [T0 + 1_000, { restartCount: 1, crashedAt: T0 + 900 }],
      [T0 + 2_000, { restartCount: 0 }],
      [T0 + 60_000, { restartCount: 2 }],
    ]);
    expect(history.crashes).toHaveLength(3);
  });
});

describe('one end', () => {
  it('is counted once, in however many looks it shows', () => {
    const down = { crashedAt: T0 + 1_000 };
    const history = historyOf([
      [T0 + 1_000, down],
      [T0 + 30_000, down],
      [T0 + 60_000, down],
    ]);
    expect(history.crashes).toEqual([T0 + 1_000]);
  });
});

describe('another container in the same place', () => {
  it('put there by a person begins anew', () => {
    const history = historyOf([...crashes(1, 2, 3), [T0 + 4 * MINUTE, { containerId: 'c2' }]]);
    expect(loops(history, T0 + 4 * MINUTE)).toBe(false);
    expect(history).toMatchObject({ containerId: 'c2', crashes: [], sickFlips: [] });
  });

  it('counts its own restarts from zero: it may have crashed before its first look', () => {
    const seen = { containerId: 'c2', restartCount: 3 };
    const history = historyOf([
      [T0 + MINUTE, { restartCount: 9, crashedAt: T0 + 5 }],
      [T0 + 2 * MINUTE, seen],
    ]);
    expect(loops(history, T0 + 2 * MINUTE)).toBe(true);
  });

  it('made by our own recreate inherits the trouble', () => {
    const history = historyOf([...crashes(1, 2, 3), [T0 + 4 * MINUTE, { containerId: 'c2', recreatedByUs: true }]]);
    expect(loops(history, T0 + 4 * MINUTE)).toBe(true);
  });
});

describe('the history', () => {
  it('survives as JSON', () => {
    const history = historyOf(crashes(1, 2, 3));
    expect(
      nextHistory({ ...NO_HISTORY, ...JSON.parse(JSON.stringify(history)) }, look(), THRESHOLDS, T0 + HOUR),
    ).toEqual(nextHistory(history, look(), THRESHOLDS, T0 + HOUR));
  });

  const looks = fc.array(
    fc.record({
      afterMs: fc.integer({ min: 1, max: HOUR }),
      rise: fc.integer({ min: 0, max: 50 }),
      crashed: fc.boolean(),
      turnedSick: fc.boolean(),
    }),
    { maxLength: 80 },
  );

  it('stays small, in order and in the past, whatever is seen', () => {
    fc.assert(
      fc.property(looks, (seen) => {
        let history = NO_HISTORY;
        let now = T0;
        let restartCount = 0;
        for (const { afterMs, rise, crashed, turnedSick } of seen) {
          now += afterMs;
          restartCount += rise;
          const crashedAt = crashed ? now : undefined;
          history = nextHistory(history, look({ restartCount, crashedAt, turnedSick }), THRESHOLDS, now);
          expect(history.crashes.length).toBeLessThanOrEqual(20);
          expect(history.sickFlips.length).toBeLessThanOrEqual(20);
          expect([...history.crashes].sort((a, b) => a - b)).toEqual(history.crashes);
          for (const at of history.crashes) expect(at).toBeLessThanOrEqual(now);
        }
        // Left alone, every loop ends.
        expect(loops(history, now + 3 * HOUR)).toBe(false);
      }),
    );
  });
});
