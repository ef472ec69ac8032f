import { describe, expect, it } from '@jest/globals';
import { compose, type FleetFamily } from '../../../src/metrics/compose.ts';
import { openingOf, writeLine } from '../../../src/metrics/exposition.ts';
import type { Entry } from '../../../src/metrics/label-book.ts';
import { targetView } from '../../support/fleet.ts';

const entries = (count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    view: targetView({ dueAt: index }),
    labels: Buffer.from(`target="t${index}"`),
    namedLabels: Buffer.alloc(0),
  }));
const family = (name: string): FleetFamily => ({
  ...{ name, help: 'A thing.', type: 'gauge' },
  write: (page, { view, labels }) => writeLine(page, openingOf(name), labels, view.dueAt),
});
const families = [family('a'), family('b')];
const anyBreath = async () => {};

describe('a page', () => {
  it.each([0, 1, 500, 20_000])('tells of each of %i targets once, in their order', async (count) => {
    const text = `${await compose({ before: 'before 1\n', families, entries: entries(count) }, anyBreath)}`;
    const part = (name: string) => [
      '',
      `# HELP ${name} A thing.`,
      `# TYPE ${name} gauge`,
      ...entries(count).map((_, index) => `${name}{target="t${index}"} ${index}`),
    ];
    expect(text.split('\n')).toEqual(['before 1', ...part('a'), ...part('b'), '']);
  });

  it('is the same however much room was expected', async () => {
    const parts = { before: 'before 1\n', families, entries: entries(5_000) };
    const page = await compose(parts, anyBreath);
    for (const room of [0, page.length - 1, page.length, page.length * 2]) {
      expect(await compose({ ...parts, room }, anyBreath)).toEqual(page);
    }
  });

  it('goes on only after everything else had a turn, half a megabyte after the turn before', async () => {
    const line = 'x'.repeat(131_072);
    const written: number[] = [];
    const long: FleetFamily = {
      ...{ name: 'a', help: 'A thing.', type: 'gauge' },
      write: (page, { view }) => {
        written.push(view.dueAt ?? -1);
        page.text(line);
      },
    };
    const breaths: (() => void)[] = [];
    const breathe = () => new Promise<void>((resolve) => breaths.push(resolve));
    const composed = compose({ before: '', families: [long], entries: entries(9) }, breathe);
    expect(written).toEqual([0, 1, 2, 3]);
    breaths[0]?.();
    await Promise.resolve();
    expect(written).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    breaths[1]?.();
    expect((await composed).length).toBe('\n# HELP a A thing.\n# TYPE a gauge\n'.length + 9 * line.length);
    expect(breaths.length).toBe(2);
  });
});
