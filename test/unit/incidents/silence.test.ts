import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Silence } from '../../../src/incidents/incident.ts';
import { matches, quietOf, runs } from '../../../src/incidents/silence.ts';
import { NOW } from '../../support/fleet.ts';
import { silence } from '../../support/silence.ts';

const HOUR = 3_600_000;
/** `NOW` is a Friday. */
const windows = [{ days: [5], fromMinute: 660, toMinute: 840, timeZone: 'UTC' }];

describe('a silence', () => {
  it.each([
    ['from its start', { startsAt: NOW }, true],
    ['not before', { startsAt: NOW + 1 }, false],
    ['not from its end on', { endsAt: NOW }, false],
    ['until its end', { endsAt: NOW + 1 }, true],
    ['not once it was ended', { endedAt: NOW }, false],
    ['until it is ended', { endedAt: NOW + 1 }, true],
    ['not when it was ended after its end', { endsAt: NOW, endedAt: NOW + HOUR }, false],
  ])('runs %s', (_when, part, expected) => expect(runs(silence(part), NOW)).toBe(expected));

  it.each([
    [{ target: 'shop/*' }, 'shop/web#1', true],
    [{ target: 'shop/web#1' }, 'shop/web#11', false],
    [{ incidentType: 'high_cpu' as const }, 'web', false],
    [{ incidentType: 'oom_killed' as const }, 'web', true],
    [{ target: '*', endedAt: NOW - 1 }, 'web', false],
  ])('%j covers an oom_killed of %s: %j', (part, target, expected) => {
    expect(matches(silence(part), target, 'oom_killed', NOW)).toBe(expected);
  });
});

describe('quietOf', () => {
  const quiet = (silences: readonly Silence[], open = false) =>
    quietOf('shop/web#1', 'container_unhealthy', silences, open ? windows : [], NOW);

  it('is loud when nothing covers it', () => {
    const loud = { muted: undefined, holdsHealing: false, until: undefined };
    expect(quiet([])).toEqual(loud);
    expect(quiet([silence({ target: 'blog/*' }), silence({ endsAt: NOW })])).toEqual(loud);
  });

  it('is silenced until the last silence ends; healing goes on', () => {
    const until = NOW + 2 * HOUR;
    expect(quiet([silence({ endsAt: until }), silence()])).toEqual({ muted: 'silenced', holdsHealing: false, until });
  });

  it('is maintenance while one holds healing, until that one ends', () => {
    const soon = NOW + 60_000;
    expect(quiet([silence(), silence({ endsAt: soon, holdsHealing: true })])).toEqual({
      muted: 'maintenance',
      holdsHealing: true,
      until: soon,
    });
  });

  it('is maintenance in a configured window, whatever the target', () => {
    expect(quiet([], true)).toEqual({
      muted: 'maintenance',
      holdsHealing: true,
      until: Date.parse('2026-11-20T14:00:00Z'),
    });
  });

  it('holds what it says until then: asked again before, the answer is the same or longer', () => {
    const some = fc.array(
      fc
        .record({ endsAt: fc.integer({ min: NOW - 10, max: NOW + 50 }), holdsHealing: fc.boolean() })
        .map((part) => silence(part)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 60 }), (silences, later) => {
        const first = quietOf('web', 'high_cpu', silences, [], NOW);
        fc.pre(first.until !== undefined && NOW + later < first.until);
        expect(quietOf('web', 'high_cpu', silences, [], NOW + later)).toEqual(first);
        const after = quietOf('web', 'high_cpu', silences, [], first.until);
        expect(after.muted === first.muted && after.until === first.until).toBe(false);
      }),
    );
  });
});
