import { describe, expect, it } from '@jest/globals';
import { cpuCoresOf } from '../../../src/docker/cpu-cores.ts';

describe('cores that a container may use', () => {
  it.each([
    ['--cpus', { NanoCpus: 1_500_000_000 }, 1.5],
    ['quota and period', { CpuQuota: 50_000, CpuPeriod: 200_000 }, 0.25],
    ['a quota of the usual period', { CpuQuota: 50_000, CpuPeriod: 0 }, 0.5],
    ['nothing: all', { NanoCpus: 0, CpuQuota: 0 }, undefined],
    ['a quota that says none', { CpuQuota: -1 }, undefined],
    ['an answer without any of it', undefined, undefined],
  ])('by %s', (_, config, cores) => {
    expect(cpuCoresOf(config)).toBe(cores);
  });
});
