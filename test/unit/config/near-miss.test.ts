import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editDistance, nearest } from '../../../src/config/near-miss.ts';

describe('editDistance', () => {
  it.each([
    ['', 'abc', 3],
    ['abc', 'abc', 0],
    ['enabled', 'enable', 1],
    ['hael', 'heal', 1],
    ['kitten', 'sitting', 3],
  ])('%j → %j is %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  it('is symmetric, and zero only for the same word', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('nearest', () => {
  const names = ['paramedic.enable', 'paramedic.escalate', 'autoheal.stop.timeout', 'autoheal'];

  it.each([
    ['paramedic.enabled', 'paramedic.enable'],
    ['Paramedic.Enable', 'paramedic.enable'],
    ['paramedic_enable', 'paramedic.enable'],
    ['autoheal.stop-timeout', 'autoheal.stop.timeout'],
    ['auto-heal', 'autoheal'],
  ])('%s was meant as %s', (word, meant) => expect(nearest(word, names)).toBe(meant));

  it.each(['', 'x', 'traefik.enable', 'autoscale', 'paramedic.something'])('%j is like none', (word) =>
    expect(nearest(word, names)).toBeUndefined(),
  );

  it('is quick with a hostile length', () => {
    expect(nearest('a'.repeat(1_000_000), names)).toBeUndefined();
  });
});
