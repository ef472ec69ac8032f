import { describe, expect, it } from '@jest/globals';
import { giveRoom } from '../../../src/app/heap.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Happening } from '../../../src/incidents/happening.ts';

const reconciled = (containers: number): Happening => ({ kind: 'reconciled', at: 0, seconds: 1, containers });

describe('giveRoom', () => {
  it('lets the heap of a large fleet grow further before it is collected, once', () => {
    const happenings = new Emitter<Happening>();
    const flags: string[] = [];
    giveRoom(happenings, (flag) => flags.push(flag));
    for (const size of [0, 200, 999]) happenings.emit(reconciled(size));
    expect(flags).toEqual([]);
    for (const size of [1_000, 5_000, 10]) happenings.emit(reconciled(size));
    expect(flags).toEqual(['--no-optimize-for-size', '--heap-growing-percent=20']);
  });
});
