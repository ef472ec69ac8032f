import { describe, expect, it } from '@jest/globals';
import { lineOf } from '../../../src/metrics/exposition.ts';
import type { Entry } from '../../../src/metrics/label-book.ts';
import { type FleetFamily, gather, slicesOf } from '../../../src/metrics/slices.ts';
import { targetView } from '../../support/fleet.ts';

const entries = (count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    view: targetView({ dueAt: index }),
    labels: `target="t${index}"`,
    namedLabels: '',
  }));
const family = (name: string): FleetFamily => ({
  ...{ name, help: 'A thing.', type: 'gauge' },
  lines: ({ view, labels }) => lineOf(name, labels, view.dueAt),
});
const anyBreath = async () => {};

describe('slices', () => {
  it.each([0, 1, 500, 20_000])('tell of each of %i targets once, in their order', async (count) => {
    const text = `${await gather(slicesOf('before 1\n', [family('a'), family('b')], entries(count)), anyBreath)}`;
    const part = (name: string) => [
      '',
      `# HELP ${name} A thing.`,
      `# TYPE ${name} gauge`,
      ...entries(count).map((_, index) => `${name}{target="t${index}"} ${index}`),
    ];
    expect(text.split('\n')).toEqual(['before 1', ...part('a'), ...part('b'), '']);
  });

  it('are small, however large the fleet', () => {
    const slices = [...slicesOf('', [family('a'), family('b')], entries(20_000))];
    const lengths = slices.map(({ length }) => length);
    const longestLine = 'a{target="t19999"} 19999\n'.length;
    expect(Math.max(...lengths)).toBeLessThan(32_768 + longestLine);
    expect(slices.length).toBe(Math.ceil(slices.join('').length / 32_768));
  });

  it('are not made before everything else had a turn, half a megabyte after the turn before', async () => {
    const made: number[] = [];
    function* slices() {
      for (const index of [0, 1, 2, 3, 4]) {
        made.push(index);
        yield `${index}`.repeat(262_144);
      }
    }
    const breaths: (() => void)[] = [];
    const gathered = gather(slices(), () => new Promise((resolve) => breaths.push(resolve)));
    expect(made).toEqual([0, 1]);
    breaths[0]?.();
    await Promise.resolve();
    expect(made).toEqual([0, 1, 2, 3]);
    breaths[1]?.();
    expect(`${await gathered}`).toBe([0, 1, 2, 3, 4].map((index) => `${index}`.repeat(262_144)).join(''));
    expect(breaths.length).toBe(2);
  });
});
