import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change, TargetMemory } from '../../../src/incidents/ledger.ts';
import { Dismissals, dismissalsOf } from '../../../src/watch/dismissals.ts';
import { T0 } from '../../support/charts.ts';

const DISK = { target: 'host/box', type: 'host_disk', reason: 'disk_nearly_full' } as const;
const LOAD = { target: 'host/box', type: 'host_pressure', reason: 'overloaded' } as const;
const memory = (dismissed: unknown): TargetMemory => ({
  ...{ target: 'host/box', host: 'box', containerId: '', containerName: '', state: '', verdict: 'off' },
  ...{ reason: 'resolved_by_hand', since: T0, stoppedOnPurpose: false, memo: { dismissed } },
});
const written: (readonly Change[])[] = [];
const write = async (changes: readonly Change[]) => void written.push(changes);

describe('dismissals', () => {
  it('are one row of the host together, forgotten with the last', async () => {
    const dismissals = new Dismissals('box', 'host/box', []);
    await dismissals.add(DISK, T0, write);
    await dismissals.add(LOAD, T0, write);
    await dismissals.add({ ...DISK, reason: 'another' }, T0, write);
    const types = [
      { type: 'host_pressure', reason: 'overloaded' },
      { type: 'host_disk', reason: 'another' },
    ];
    expect(written.at(-1)).toEqual([{ kind: 'target_remembered', memory: memory(types) }]);
    expect(dismissalsOf(memory(types))).toEqual(dismissals.all);
    expect([dismissals.has('host/box', 'host_disk'), dismissals.has('host/other', 'host_disk')]).toEqual([true, false]);
    await dismissals.remove(DISK, T0, write);
    expect(dismissals.all).toEqual([LOAD]);
    await dismissals.remove(LOAD, T0, write);
    expect(written.at(-1)).toEqual([{ kind: 'target_forgotten', target: 'host/box', host: 'box' }]);
    const before = written.length;
    await dismissals.remove(LOAD, T0, write);
    expect(written).toHaveLength(before);
  });

  it('take no harm from whatever stands in the row', () => {
    expect(dismissalsOf(undefined)).toEqual([]);
    const mixed = [{ type: 'host_disk' }, null, 7, { type: 'fire', reason: 'x' }, DISK];
    expect(dismissalsOf(memory(mixed))).toEqual([DISK]);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(dismissalsOf(memory(value)))).toBe(true);
      }),
    );
  });
});
