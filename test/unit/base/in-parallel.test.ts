import { describe, expect, it } from '@jest/globals';
import { atMost, inParallel } from '../../../src/base/in-parallel.ts';

describe('inParallel', () => {
  it('leaves nothing running and nothing begun after the first error', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('the second');
      ended.push(item);
    };
    await expect(inParallel([0, 1, 2, 3, 4, 5], 2, work)).rejects.toThrow('the second');
    expect(begun.filter((item) => item !== 1)).toEqual(ended);
    expect(begun.length).toBeLessThan(6);
  });
});

describe('atMost', () => {
  it('runs so many at a time, in their order, and lets the next in also after a failure', async () => {
    const enter = atMost(2);
    const begun: string[] = [];
    const ends = new Map<string, (error?: Error) => void>();
    const start = (name: string) =>
      enter(() => {
        begun.push(name);
        return new Promise<string>((resolve, reject) =>
          ends.set(name, (error) => (error ? reject(error) : resolve(name))),
        );
      });
    const all = ['a', 'b', 'c', 'd', 'e'].map(start);
    expect(begun).toEqual(['a', 'b']);
    ends.get('b')?.(new Error('b failed'));
    await expect(all[1]).rejects.toThrow('b failed');
    expect(begun).toEqual(['a', 'b', 'c']);
    ends.get('a')?.();
    ends.get('c')?.();
    expect(await Promise.all([all[0], all[2]])).toEqual(['a', 'c']);
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
    ends.get('d')?.();
    ends.get('e')?.();
    await Promise.all([all[3], all[4]]);
    // All have left: two may go at once again.
    void start('f');
    void start('g');
    void start('h');
    expect(begun.slice(5)).toEqual(['f', 'g']);
  });
});
