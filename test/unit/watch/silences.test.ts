import { describe, expect, it } from '@jest/globals';
import { Silences } from '../../../src/watch/silences.ts';
import { NOW } from '../../support/fleet.ts';
import { silence } from '../../support/silence.ts';

const HOUR = 3_600_000;
const ids = (silences: readonly { id: string }[]): string[] => silences.map(({ id }) => id);

describe('silences in memory', () => {
  const late = silence({ id: 'late', endsAt: NOW + 3 * HOUR });
  const soon = silence({ id: 'soon', endsAt: NOW + HOUR });
  const coming = silence({ id: 'coming', startsAt: NOW + HOUR, endsAt: NOW + 2 * HOUR });
  const over = silence({ id: 'over', endsAt: NOW });
  const ended = silence({ id: 'ended', endedAt: NOW - 1 });

  it('shows running and coming ones, soonest end first', () => {
    expect(ids(new Silences([late, ended, coming, over, soon]).open(NOW))).toEqual(['soon', 'coming', 'late']);
  });

  it('takes a new one and a new state of one, and forgets what is over', () => {
    const silences = new Silences([late, over]);
    silences.put(soon, NOW);
    expect(ids(silences.current)).toEqual(['late', 'soon']);
    silences.put({ ...late, endedAt: NOW }, NOW);
    expect(ids(silences.current)).toEqual(['soon']);
    silences.put(coming, NOW + HOUR);
    expect(ids(silences.current)).toEqual(['coming']);
  });
});
