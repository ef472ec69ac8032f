import { describe, expect, it } from '@jest/globals';
import { giveRoom } from '../../../src/app/heap.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Happening } from '../../../src/incidents/happening.ts';

const listed = (containers: number): Happening => ({ kind: 'listed', at: 0, containers });

describe('giveRoom', () => {
  it('lets the heap of a large fleet grow further before it is collected, once, from the first list on', () => {
    const happenings = new Emitter<Happening>();
    const flags: string[] = [];
    giveRoom(happenings, (flag) => flags.push(flag));
    for (const size of [0, 200, 999]) happenings.emit(listed(size));
    expect(flags).toEqual([]);
    for (const size of [1_000, 5_000, 10]) happenings.emit(listed(size));
    expect(flags).toEqual(['--heap-growing-percent=60']);
  });
});
