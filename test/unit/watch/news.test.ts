import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { nextNumber, type ToldHealth, upToDate } from '../../../src/watch/news.ts';
import { Entry } from '../../../src/watch/roster.ts';
import { chart, container, T0 } from '../../support/charts.ts';

const told = (part: Partial<ToldHealth> = {}): ToldHealth => ({
  ...{ number: 5, id: container().id, at: T0 + 1_000, health: 'unhealthy', ...part },
});

function seen(
  part: Partial<Container>,
  number: number,
  heard: Partial<Pick<Entry, 'takenIn' | 'toldHealth' | 'toldStart'>>,
): string | undefined {
  const entry = Object.assign(new Entry(chart(), T0, []), heard);
  const known = upToDate(entry, container({ health: 'healthy', startedAt: T0, ...part }), number);
  return known && `${known.state} ${known.health}`;
}

describe('a look that was asked for as question 4', () => {
  it.each<[string, Partial<Container>, Parameters<typeof seen>[2], string | undefined]>([
    ['says what it says when nothing else was heard', {}, {}, 'running healthy'],
    ['is old when question 5 is answered', {}, { takenIn: 5 }, undefined],
    ['is no older than itself', {}, { takenIn: 4 }, 'running healthy'],
    ['of another container is not compared with this one', { id: 'another' }, { takenIn: 5 }, 'running healthy'],
    ['gives way to a health that was told of since', {}, { toldHealth: told() }, 'running unhealthy'],
    ['and not to one that was told of before', {}, { toldHealth: told({ number: 3 }) }, 'running healthy'],
    ['nor to that of another container', {}, { toldHealth: told({ id: 'another' }) }, 'running healthy'],
    ['nor to that of an earlier life', { startedAt: T0 + 1_001 }, { toldHealth: told() }, 'running healthy'],
    [
      'is of the life in whose first millisecond it was told',
      { startedAt: T0 + 1_000 },
      { toldHealth: told() },
      'running unhealthy',
    ],
    [
      'knows no health of what does not run',
      { state: 'exited', health: 'none' },
      { toldHealth: told() },
      'exited none',
    ],
    ['is old when it was down then and was started since', { state: 'exited' }, { toldStart: 5 }, undefined],
    ['and new when it went down after that', { state: 'exited' }, { toldStart: 3 }, 'exited healthy'],
    ['and when it runs', {}, { toldStart: 5 }, 'running healthy'],
  ])('%s', (_, part, heard, expected) => {
    expect(seen(part, 4, heard)).toBe(expected);
  });

  it('comes after whatever has a smaller number', () => {
    const first = nextNumber();
    expect(nextNumber()).toBeGreaterThan(first);
  });
});
