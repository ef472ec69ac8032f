import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { LOOKS_IN_TURN, looksOf } from '../../../src/watch/looks.ts';
import { Entry } from '../../../src/watch/roster.ts';
import { chart, container, T0 } from '../../support/charts.ts';
import { incident } from '../../support/fleet.ts';

const seen = (part: Partial<Container>, factsAt = T0, incidents: ReturnType<typeof incident>[] = []): Entry =>
  new Entry(chart({ container: container(part), incidents }), factsAt, []);

describe('whom a round inspects', () => {
  it.each<[string, Partial<Container>, Entry | undefined]>([
    ['who is new', {}, undefined],
    ['who was replaced', { id: 'another' }, seen({ health: 'none' })],
    ['whose state changed', { state: 'exited', health: 'none' }, seen({ health: 'none' })],
    ['whose health changed', { health: 'unhealthy' }, seen({})],
    ['who was renamed', { name: 'shop', health: 'none' }, seen({ health: 'none' })],
    ['who has an open incident', { health: 'none' }, seen({ health: 'none' }, T0, [incident()])],
    ['who has a health check', {}, seen({})],
  ])('%s', (_name, part, entry) => {
    const summary = container(part);
    expect(looksOf([summary], () => entry)).toEqual([summary]);
  });

  it('not who runs as before without a check, or is down as before', () => {
    expect(looksOf([container({ health: 'none' })], () => seen({ health: 'none' }))).toEqual([]);
    const down = { state: 'exited', health: 'none' } as const;
    expect(looksOf([container(down)], () => seen(down))).toEqual([]);
  });

  it('in a large fleet the longest unseen first, so that in the end everybody has had a turn', () => {
    const fleet = Array.from({ length: 3 * LOOKS_IN_TURN + 7 }, (_, n) => container({ target: `t${n}`, id: `c${n}` }));
    const entries = new Map(fleet.map((one, n) => [one.target, seen({ id: one.id, target: one.target }, T0 - n)]));
    const looked = new Set<string>();
    for (let round = 1; round <= 4; round += 1) {
      const looks = looksOf(fleet, (target) => entries.get(target));
      expect(looks.length).toBe(LOOKS_IN_TURN);
      for (const { target } of looks) {
        looked.add(target);
        const entry = entries.get(target);
        if (entry !== undefined) entry.factsAt = T0 + round;
      }
    }
    expect(looked.size).toBe(fleet.length);
  });

  it('who has to be looked at does not wait for a turn', () => {
    const fleet = Array.from({ length: LOOKS_IN_TURN + 1 }, (_, n) => container({ target: `t${n}`, id: `c${n}` }));
    const sick = container({ target: 'sick', id: 'sick', health: 'unhealthy' });
    const entries = new Map(fleet.map((one) => [one.target, seen({ id: one.id, target: one.target })]));
    entries.set('sick', seen({ target: 'sick', id: 'sick' }, T0 + 9));
    expect(looksOf([...fleet, sick], (target) => entries.get(target))[0]).toBe(sick);
  });
});
