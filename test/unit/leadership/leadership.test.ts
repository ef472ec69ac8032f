import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  clearanceOf,
  type Leadership,
  mayCompete,
  nextLeadership,
  type Sight,
  standby,
} from '../../../src/leadership/leadership.ts';

const NOW = 1_000_000;
const away: Sight = { kind: 'unreachable', reason: 'nobody answers' };
const won = (epoch: number): Sight => ({ kind: 'won', epoch, rivals: 0 });
const taken = (epoch: number, leader = 'other:8377'): Sight => ({ kind: 'taken', leader, epoch });
const held = (rivals: number): Sight => ({ kind: 'held', rivals });

const follow = (...sights: Sight[]): Leadership =>
  sights.reduce((state, sight, index) => nextLeadership(state, sight, NOW + index), standby(NOW));

describe('nextLeadership', () => {
  it('stands by while somebody else leads, and knows who', () => {
    expect(follow(taken(3))).toMatchObject({ kind: 'standby', leader: 'other:8377' });
    expect(follow(taken(3), taken(4, 'third:8377'))).toMatchObject({ kind: 'standby', leader: 'third:8377' });
  });

  it('leads from winning on, and counts who stands by', () => {
    expect(follow(taken(3), won(4), held(2))).toEqual({ kind: 'leading', epoch: 4, since: NOW + 1, rivals: 2 });
  });

  it('keeps leading without Postgres, but is not sure of it', () => {
    expect(follow(won(4), held(1), away, away)).toEqual({ kind: 'uncertain', epoch: 4, since: NOW + 2, rivals: 1 });
  });

  it('is sure again when the lock is its own again under the same epoch', () => {
    expect(follow(won(4), away, won(4))).toMatchObject({ kind: 'leading', epoch: 4 });
  });

  it('steps down as soon as it sees that a newer epoch has begun', () => {
    expect(follow(won(4), away, taken(5))).toMatchObject({ kind: 'standby', leader: 'other:8377' });
    expect(follow(won(4), taken(5))).toMatchObject({ kind: 'standby', leader: 'other:8377' });
  });

  it('takes a lock that its own lost session still holds for that, not for somebody else', () => {
    expect(follow(won(4), away, taken(4, 'self:8377'))).toMatchObject({ kind: 'uncertain', epoch: 4 });
  });

  it('leads under a new epoch when somebody else has led in between and is gone', () => {
    expect(follow(won(4), away, won(6))).toMatchObject({ kind: 'leading', epoch: 6 });
  });
});

describe('mayCompete', () => {
  it('lets whoever led before go first when Postgres was away', () => {
    const back = follow(taken(3), away, taken(3));
    expect(mayCompete(back, NOW + 1)).toBe(false);
    expect(mayCompete(back, NOW + 1 + 3_000)).toBe(true);
  });

  it('is at once at the start, and always of one who believes to lead', () => {
    expect(mayCompete(standby(NOW), NOW)).toBe(true);
    expect(mayCompete(follow(won(4), away), NOW + 1)).toBe(true);
  });
});

describe('clearanceOf', () => {
  it('acts when it leads, or when nobody else could; defers to others when it is not sure; else keeps its hands off', () => {
    expect(clearanceOf(follow(won(4), held(1)))).toBe('act');
    expect(clearanceOf(follow(won(4), held(0), away))).toBe('act');
    expect(clearanceOf(follow(won(4), held(1), away))).toBe('defer');
    expect(clearanceOf(follow(taken(4)))).toBe('refuse');
  });

  it('whatever was seen: nobody acts after having seen a newer epoch than its own', () => {
    const sight = fc.oneof(
      fc.constant(away),
      fc.integer({ min: 1, max: 9 }).map((epoch) => taken(epoch)),
      fc.integer({ min: 0, max: 2 }).map(held),
    );
    fc.assert(
      fc.property(fc.array(sight), (sights) => {
        const state = follow(won(5), ...sights);
        const deposed = sights.some((one) => one.kind === 'taken' && one.epoch > 5);
        expect(clearanceOf(state) === 'refuse').toBe(deposed);
      }),
    );
  });
});
