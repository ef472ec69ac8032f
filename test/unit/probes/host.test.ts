import { describe, expect, it } from '@jest/globals';
import type { HostSample } from '../../../src/containers/sample.ts';
import { hostStateOf, hostSymptoms, nextHostState } from '../../../src/probes/host.ts';
import { T0 } from '../../support/charts.ts';
import { hostSample } from '../../support/fleet.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const GIB = 2 ** 30;
const STEP = 30_000;
const GAP = 105_000;
const sampleAt = (n: number, part: Partial<HostSample> = {}) =>
  hostSample({ at: T0 + n * STEP, diskTotalBytes: 100 * GIB, memoryTotalBytes: 100 * GIB, cores: 2, ...part });

/** The reasons that are found at each of these samples, `STEP` apart. */
function reasonsAt(parts: readonly Partial<HostSample>[], remembered: readonly string[] = []): string[] {
  let state = hostStateOf(remembered);
  return parts.map((part, n) => {
    const sample = sampleAt(n, part);
    state = nextHostState(state, sample, THRESHOLDS, GAP);
    return hostSymptoms('box', state, sample, THRESHOLDS)
      .map(({ reason }) => reason)
      .join('+');
  });
}

const times = (count: number, part: Partial<HostSample>) => new Array<Partial<HostSample>>(count).fill(part);
const disk = (gib: number) => ({ diskAvailableBytes: gib * GIB });
const memory = (gib: number) => ({ memoryAvailableBytes: gib * GIB });
const load = (load1: number) => ({ load1 });

describe('the host', () => {
  it('is fine on a calm day', () => {
    expect(reasonsAt(times(20, {})).every((reason) => reason === '')).toBe(true);
  });

  it('has a disk that is nearly full at once, until it has two points more than that', () => {
    expect(reasonsAt([disk(11), disk(9), disk(10.5), disk(11.9), disk(12.1)])).toEqual([
      '',
      'disk_nearly_full',
      'disk_nearly_full',
      'disk_nearly_full',
      '',
    ]);
  });

  it('has too little memory when that lasts five minutes, until it has two points more', () => {
    const reasons = reasonsAt([...times(11, memory(4)), memory(6), memory(7)]);
    expect(reasons.slice(9)).toEqual(['', 'memory_nearly_exhausted', 'memory_nearly_exhausted', '']);
  });

  it('is overloaded when that lasts five minutes, until the load is a fifth lower', () => {
    const reasons = reasonsAt([...times(11, load(8.1)), load(7), load(6.4)]);
    expect(reasons.slice(9)).toEqual(['', 'overloaded', 'overloaded', '']);
  });

  it('is not overloaded by peaks', () => {
    const peaks = [...times(9, load(20)), load(1), ...times(9, load(20))];
    expect(reasonsAt(peaks).every((reason) => reason === '')).toBe(true);
  });

  it('can have several troubles at once', () => {
    expect(reasonsAt(times(11, { ...disk(1), ...memory(1), ...load(20) })).at(-1)).toBe(
      'disk_nearly_full+memory_nearly_exhausted+overloaded',
    );
  });

  it('proves nothing over a gap in the samples', () => {
    let state = hostStateOf([]);
    for (const n of [0, 1, 2, 3, 13, 14]) state = nextHostState(state, sampleAt(n, memory(1)), THRESHOLDS, GAP);
    expect(state.memory).toEqual({ since: T0 + 13 * STEP, present: false });
  });

  it('remembers over a restart of Paramedic what was there, until it is seen to be gone', () => {
    const remembered = ['memory_nearly_exhausted', 'disk_nearly_full'];
    expect(
      reasonsAt(
        [
          { ...memory(6), ...disk(11) },
          { ...memory(50), ...disk(50) },
        ],
        remembered,
      ),
    ).toEqual(['disk_nearly_full+memory_nearly_exhausted', '']);
  });

  it('of which nothing is known is not full', () => {
    expect(reasonsAt(times(20, { diskTotalBytes: 0, diskAvailableBytes: 0 })).at(-1)).toBe('');
  });

  it('tells figures', () => {
    const state = hostStateOf(['disk_nearly_full', 'memory_nearly_exhausted', 'overloaded']);
    const sample = sampleAt(0, { ...disk(8), ...memory(2), ...load(12.34) });
    expect(hostSymptoms('box', state, sample, THRESHOLDS).map(({ description }) => description)).toEqual([
      'The disk of box is nearly full: 8.0 GiB (8 %) left',
      'The memory of box is nearly exhausted for more than 5 min: 2.0 GiB (2 %) left',
      'box is overloaded for more than 5 min: load 12.3 on 2 cores',
    ]);
  });
});
