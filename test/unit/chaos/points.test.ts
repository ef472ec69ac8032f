import { describe, expect, it } from '@jest/globals';
import { distribution, drawFate, type Habits, isWhole, nameOf } from '../../support/chaos/points.ts';
import { randomFrom } from '../../support/chaos/random.ts';

const HABITS: Habits = {
  fair: new Map([
    ['GET /containers/json', 2],
    ['POST /containers/{id}/restart', 3],
    ['Postgres transaction', 9],
  ]),
  rough: new Map([
    ['Postgres transaction', 4],
    ['spool write', 5],
  ]),
};
const drawn = (seed: number, count: number) => {
  const dice = randomFrom(seed);
  return Array.from({ length: count }, () => drawFate(HABITS, dice));
};

describe('drawFate', () => {
  it('draws no call that no life makes, and each of those that they make', () => {
    const fates = drawn(1, 2_000);
    for (const { weather, point } of fates) {
      expect(point.nth).toBeGreaterThanOrEqual(1);
      expect(point.nth).toBeLessThanOrEqual(HABITS[weather].get(point.kind) ?? 0);
    }
    const restarts = new Set(fates.map(({ point }) => `${point.nth} ${nameOf(point)}`).filter((it) => /POST/.test(it)));
    expect(restarts.size).toBe(9);
  });

  it('writes to the spool only while Postgres comes and goes, and cuts no transaction in the middle', () => {
    for (const { weather, point } of drawn(2, 500)) {
      expect(weather).toBe(point.kind.startsWith('spool') ? 'rough' : 'fair');
      if (!/^(GET|POST)/.test(point.kind)) expect(point.moment).not.toBe('during');
    }
  });

  it('draws the same for the same seed', () => {
    expect(drawn(3, 50)).toEqual(drawn(3, 50));
    expect(drawn(3, 50)).not.toEqual(drawn(4, 50));
  });

  it('says so when nothing of a family ever came to pass', () => {
    const idle = { fair: new Map(), rough: new Map() };
    expect(() => drawFate(idle, () => 0)).toThrow('no life made a call like');
  });
});

it('isWhole asks for a call of each family of a weather', () => {
  expect(isWhole(HABITS.fair, 'fair')).toBe(true);
  expect(isWhole(HABITS.fair, 'rough')).toBe(false);
  expect(isWhole(HABITS.rough, 'rough')).toBe(true);
  expect(isWhole(new Map([['GET /info', 1]]), 'fair')).toBe(false);
});

it('distribution counts names, in their order', () => {
  expect(Object.entries(distribution(['b', 'a', 'b']))).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});
