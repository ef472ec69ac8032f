import { describe, expect, it } from '@jest/globals';
import { DAY_MS, dayOfPartition, daysAround, daysOf } from '../../../src/storage/partitions.ts';

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

describe('dayOfPartition', () => {
  it('reads our names only', () => {
    expect(dayOfPartition('monitor_health_metrics_20260228')).toBe(MIDNIGHT);
    expect(dayOfPartition('monitor_host_metrics_20260228')).toBe(MIDNIGHT);
    for (const other of [
      'monitor_health_metrics',
      'monitor_health_metrics_20261399',
      'x_monitor_host_metrics_20260228',
    ]) {
      expect(dayOfPartition(other)).toBeUndefined();
    }
  });
});
