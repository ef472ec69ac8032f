import { describe, expect, it } from '@jest/globals';
import { DAY_MS, daysAround, daysOf, readPartitionName } from '../../../src/storage/partitions.ts';

const NOON = Date.UTC(2026, 1, 28, 12);
const MIDNIGHT = Date.UTC(2026, 1, 28);

describe('days', () => {
  it('reach from yesterday to two days ahead, in UTC', () => {
    expect(daysAround(NOON)).toEqual([-1, 0, 1, 2].map((offset) => MIDNIGHT + offset * DAY_MS));
    expect(daysAround(MIDNIGHT)).toEqual(daysAround(MIDNIGHT + DAY_MS - 1));
  });

  it('of instants are distinct', () => {
    expect(daysOf([NOON, MIDNIGHT, NOON - DAY_MS])).toEqual([MIDNIGHT, MIDNIGHT - DAY_MS]);
  });
});

describe('the name of a partition', () => {
  it('tells table and day, and is none for tables that are not ours', () => {
    for (const table of ['monitor_health_metrics', 'monitor_host_metrics', 'monitor_decisions']) {
      expect(readPartitionName(`${table}_20260228`)).toEqual({ table, day: MIDNIGHT });
    }
    for (const other of [
      'monitor_health_metrics',
      'monitor_health_metrics_20261399',
      'x_monitor_host_metrics_20260228',
      'monitor_flips_20260228',
    ]) {
      expect(readPartitionName(other)).toBeUndefined();
    }
  });
});
