import { describe, expect, it } from '@jest/globals';
import { cpuPercent, translateStats } from '../../../src/docker/translate-stats.ts';
import { STATS_STOPPED, STATS_V1, STATS_V2 } from './recorded.ts';

const HOST_MEMORY = 25276502016;

describe('translateStats', () => {
  it('reads cgroup v1', () => {
    expect(translateStats(STATS_V1, undefined, HOST_MEMORY)).toEqual({
      reading: { at: Date.parse('2026-11-21T02:12:51.845Z'), cpuNanos: 132290657 },
      sample: {
        at: Date.parse('2026-11-21T02:12:51.845Z'),
        cpuPercent: undefined,
        memoryBytes: 2744320 - 413696,
        memoryLimitBytes: 67108864,
        networkRxBytes: 810,
        networkTxBytes: 11,
        blockReadBytes: 4196,
        blockWriteBytes: 8192,
        pids: 2,
        engineCores: 2,
      },
    });
  });

  it('reads cgroup v2; the memory of the whole machine is no limit', () => {
    expect(translateStats(STATS_V2, undefined, HOST_MEMORY)?.sample).toMatchObject({
      memoryBytes: 5_000_000,
      memoryLimitBytes: undefined,
      networkRxBytes: undefined,
      networkTxBytes: undefined,
      blockReadBytes: 1024,
      blockWriteBytes: 2048,
      pids: 7,
    });
  });

  it('has nothing to tell of a container that does not run', () => {
    expect(translateStats(STATS_STOPPED, undefined, HOST_MEMORY)).toBeUndefined();
    expect(translateStats({}, undefined, undefined)).toBeUndefined();
  });

  it('computes the rate from the reading before', () => {
    const previous = { at: Date.parse('2026-11-21T02:12:50.845Z'), cpuNanos: 132290657 - 500_000_000 };
    expect(translateStats(STATS_V1, previous, HOST_MEMORY)?.sample.cpuPercent).toBeCloseTo(50);
  });

  it.each([2 ** 63, 0, null, undefined])('a limit of %s is none', (limit) => {
    const raw = { ...STATS_V2, memory_stats: { usage: 1, limit } };
    expect(translateStats(raw, undefined, undefined)?.sample.memoryLimitBytes).toBeUndefined();
  });
});

describe('cpuPercent', () => {
  const previous = { at: 1_000, cpuNanos: 10e9 };

  it.each([
    ['half a core for 30 s', { at: 31_000, cpuNanos: 25e9 }, 50],
    ['two cores', { at: 2_000, cpuNanos: 12e9 }, 200],
    ['never more than there is', { at: 2_000, cpuNanos: 19e9 }, 200],
    ['a counter that went back', { at: 31_000, cpuNanos: 1e9 }, undefined],
    ['no time between', { at: 1_000, cpuNanos: 11e9 }, undefined],
    ['a clock that went back', { at: 500, cpuNanos: 11e9 }, undefined],
    ['an old reading', { at: 1_000 + 16 * 60_000, cpuNanos: 11e9 }, undefined],
  ])('%s', (_, now, percent) => {
    expect(cpuPercent(previous, now, 2)).toBe(percent);
  });
});
