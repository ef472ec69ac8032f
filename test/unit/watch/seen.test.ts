import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { Entry } from '../../../src/watch/roster.ts';
import { seenAfter } from '../../../src/watch/seen.ts';
import { attempt, chart, container, T0 } from '../../support/charts.ts';

type Heard = Partial<Pick<Entry, 'takenIn' | 'toldStart'>>;

/** The health that goes into the chart together with the outcome of an act; the look after it was question 4. */
function after(action: 'restart' | 'recreate', looked: Partial<Container> | undefined, heard: Heard = {}) {
  const entry = Object.assign(new Entry(chart({ container: container({ health: 'starting' }) }), T0, []), heard);
  const look = looked && container({ health: 'healthy', ...looked });
  return seenAfter(entry, attempt({ action }), look, 4, T0 + 1_000)?.container.health;
}

describe('what is seen after an act', () => {
  it.each<[string, Parameters<typeof after>, string | undefined]>([
    ['is the look at it', ['restart', {}], 'healthy'],
    ['is a newer look that is taken in already', ['restart', {}, { takenIn: 5 }], 'starting'],
    ['is nothing when nobody could look', ['restart', undefined], undefined],
    ['is nothing when somebody else has replaced it', ['restart', { id: 'another' }], undefined],
    ['is the replacement when we have', ['recreate', { id: 'another' }], 'healthy'],
    ['whatever was seen of the one before', ['recreate', { id: 'another' }, { takenIn: 5 }], 'healthy'],
    [
      'is nothing when it was down and has been started since',
      ['restart', { state: 'exited' }, { toldStart: 5 }],
      undefined,
    ],
  ])('%s', (_, args, expected) => {
    expect(after(...args)).toBe(expected);
  });
});
