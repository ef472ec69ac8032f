import { describe, expect, it } from '@jest/globals';
import { isFleetSick } from '../../../src/healing/fleet-sick.ts';

const fleet = (sick: number, was: boolean, watched = 20) => isFleetSick({ sick, watched }, 0.6, was);

describe('too many sick at once', () => {
  it('is told by the rule of the brake', () => {
    expect([12, 13].map((sick) => fleet(sick, false))).toEqual([false, true]);
  });

  it('stays told until the fleet is clearly better: around the threshold nothing changes', () => {
    expect([12, 11, 9, 8].map((sick) => fleet(sick, true))).toEqual([true, true, true, false]);
  });

  it('needs ten to begin and lasts down to eight in a small fleet', () => {
    expect([9, 10].map((sick) => fleet(sick, false, 10))).toEqual([false, true]);
    expect([8, 7].map((sick) => fleet(sick, true, 10))).toEqual([true, false]);
  });
});
