import { describe, expect, it } from '@jest/globals';
import { departureOf } from '../../../src/containers/departure.ts';
import type { EngineEvent } from '../../../src/containers/event.ts';
import { NO_INTENT, nextIntent } from '../../../src/containers/intent.ts';
import { container, event, T0 } from '../../support/charts.ts';

const GONE = T0 + 10_000;
const leaves = (events: readonly EngineEvent[], { ours = false, watchedAll = true } = {}) => {
  const intent = events.reduce((folded, next) => nextIntent(folded, next, ours), NO_INTENT);
  return departureOf(container(), intent, GONE, watchedAll);
};
const kill = (signal: number) => event('kill', T0, { signal });

describe('a container that is not on the engine any more', () => {
  it('was removed by force: docker rm -f', () => {
    const events = [kill(9), event('die', T0 + 50), event('destroy', T0 + 120)];
    expect(leaves(events)).toBe('removed_by_force');
    expect(leaves(events, { watchedAll: false })).toBe('removed_by_force');
  });

  it('was stopped and removed by a person: docker stop, compose down, compose’s own recreate', () => {
    const stop = [kill(15), event('die', T0 + 50), event('stop', T0 + 51), event('destroy', T0 + 120)];
    expect(leaves(stop)).toBe('by_person');
    const newer = [kill(15), event('stop', T0 + 50), event('die', T0 + 51), event('destroy', T0 + 120)];
    expect(leaves(newer)).toBe('by_person');
  });

  it('was stopped by a person though its stop ended in a kill', () => {
    const events = [kill(15), kill(9), event('die', T0 + 50), event('stop', T0 + 51), event('destroy', T0 + 120)];
    expect(leaves(events)).toBe('by_person');
  });

  it('was killed, and cleared away later by somebody who knew', () => {
    expect(leaves([kill(9), event('die', T0 + 50), event('destroy', T0 + 5_050)])).toBe('by_person');
  });

  it('was told to end by hand, and ended: that was no force', () => {
    expect(leaves([kill(15), event('die', T0 + 50), event('destroy', T0 + 120)])).toBe('by_person');
  });

  it('was known to be stopped on purpose, and nothing more', () => {
    const intent = { ...NO_INTENT, stoppedOnPurpose: true, end: { at: GONE, ours: false } };
    expect(departureOf(container(), intent, GONE, true)).toBe('by_person');
  });

  it('had crashed before somebody cleared it away', () => {
    expect(leaves([event('die', T0 + 50), event('destroy', T0 + 120)])).toBe('by_person');
  });

  it('had been stopped by us before somebody cleared it away', () => {
    expect(leaves([kill(9), event('die', T0 + 50), event('destroy', T0 + 120)], { ours: true })).toBe('by_person');
  });

  it('has vanished when it was up and nothing was told of its end', () => {
    expect(leaves([])).toBe('vanished');
    expect(departureOf(container({ state: 'paused' }), NO_INTENT, GONE, true)).toBe('vanished');
  });

  it('is unknown when it went while nobody watched', () => {
    expect(leaves([], { watchedAll: false })).toBe('unknown');
  });

  it.each(['created', 'exited', 'dead', 'removing'] as const)('that was %s is nobody’s loss', (state) => {
    expect(departureOf(container({ state }), NO_INTENT, GONE, true)).toBe('by_person');
  });

  it('that a person had stopped before Paramedic was restarted is that person’s', () => {
    expect(departureOf(container(), { ...NO_INTENT, stoppedOnPurpose: true }, GONE, true)).toBe('by_person');
  });
});
