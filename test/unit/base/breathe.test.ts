import { describe, expect, it } from '@jest/globals';
import { breathe, eachInTurns } from '../../../src/base/breathe.ts';

describe('a breath', () => {
  it('lets what waits for the event loop go first', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('waited'));
    await breathe();
    order.push('went on');
    expect(order).toEqual(['waited', 'went on']);
  });

  it('comes between so many of a list, and neither before the first nor after the last', async () => {
    const inTurns = async (items: readonly string[]) => {
      const order: string[] = [];
      await eachInTurns(
        items,
        2,
        async () => void order.push('|'),
        (item) => order.push(item),
      );
      return order.join('');
    };
    expect(await inTurns(['a', 'b', 'c', 'd', 'e'])).toBe('ab|cd|e');
    expect(await inTurns(['a', 'b'])).toBe('ab');
    expect(await inTurns([])).toBe('');
  });
});
