import { describe, expect, it } from '@jest/globals';
import { active, begin, decideLimit, heard, waited, waits } from '../../../src/claude/limits.ts';

const LIMITS = { timeoutMs: 900_000, firstEventMs: 60_000, silenceMs: 300_000 };
const decide = (pace: Parameters<typeof decideLimit>[0], now: number) => decideLimit(pace, LIMITS, now);

describe('decideLimit', () => {
  it('wants a first event in time', () => {
    const pace = begin(1_000);
    expect(decide(pace, 60_999)).toEqual({ kind: 'go_on', lookAgainMs: 1 });
    expect(decide(pace, 61_000)).toEqual({ kind: 'stop', limit: 'no_first_event', afterMs: 60_000 });
    expect(decide(active(pace, 60_000), 61_000)).toMatchObject({ limit: 'no_first_event' });
    expect(decide(heard(pace, 60_999), 61_000)).toMatchObject({ kind: 'go_on' });
  });

  it('wants a sign of life from time to time', () => {
    const pace = heard(begin(0), 10_000);
    expect(decide(pace, 309_999)).toEqual({ kind: 'go_on', lookAgainMs: 1 });
    expect(decide(pace, 310_000)).toEqual({ kind: 'stop', limit: 'silent', afterMs: 300_000 });
    expect(decide(heard(pace, 300_000), 310_000)).toMatchObject({ kind: 'go_on' });
    expect(decide(active(pace, 300_000), 310_000)).toMatchObject({ kind: 'go_on' });
  });

  it('ends at the wall clock, however lively it is', () => {
    const pace = heard(begin(0), 899_000);
    expect(decide(pace, 899_999)).toEqual({ kind: 'go_on', lookAgainMs: 1 });
    expect(decide(pace, 900_000)).toEqual({ kind: 'stop', limit: 'wall_clock', afterMs: 900_000 });
  });

  it('counts no time in which a person is asked, and all other time', () => {
    const asked = waits(heard(begin(0), 100_000), 200_000);
    expect(decide(asked, 5_000_000)).toEqual({ kind: 'go_on', lookAgainMs: 1_000 });
    const answered = waited(asked, 800_000);
    expect(decide(heard(answered, 1_499_000), 1_499_999)).toEqual({ kind: 'go_on', lookAgainMs: 1 });
    expect(decide(heard(answered, 1_499_000), 1_500_000)).toMatchObject({ limit: 'wall_clock' });
    expect(decide(answered, 1_099_999)).toMatchObject({ kind: 'go_on' });
    expect(decide(answered, 1_100_000)).toMatchObject({ limit: 'silent' });
  });

  it('adds up several waits', () => {
    const twice = waited(waits(waited(waits(heard(begin(0), 1), 10), 110), 200), 500);
    expect(twice).toMatchObject({ waitedMs: 400, waitingSince: undefined });
  });

  it('looks again at least every second, so that the end of a wait is noticed', () => {
    expect(decide(heard(begin(0), 0), 1)).toEqual({ kind: 'go_on', lookAgainMs: 1_000 });
  });
});
