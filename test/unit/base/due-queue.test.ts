import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DueQueue } from '../../../src/base/due-queue.ts';

describe('due queue', () => {
  it('gives nothing before its time', () => {
    const queue = new DueQueue<string>();
    expect([queue.nextAt, queue.take(100)]).toEqual([undefined, undefined]);
    queue.push(10, 'a');
    expect([queue.take(9), queue.nextAt, queue.take(10), queue.nextAt]).toEqual([undefined, 10, 'a', undefined]);
  });

  it('gives everything once and in order, however it is put in and taken out', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ take: fc.integer({ min: 0, max: 50 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new DueQueue<number>();
        let model: number[] = [];
        for (const it of steps) {
          if ('push' in it) {
            queue.push(it.push, it.push);
            model = [...model, it.push].sort((a, b) => a - b);
          } else {
            const [first] = model;
            const expected = first !== undefined && first <= it.take ? model.shift() : undefined;
            expect(queue.take(it.take)).toBe(expected);
          }
          expect([queue.size, queue.nextAt]).toEqual([model.length, model[0]]);
        }
      }),
    );
  });
});
