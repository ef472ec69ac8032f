import { describe, expect, it } from '@jest/globals';
import type { Symptom } from '../../../src/probes/symptom.ts';
import { type VitalSample, Vitals } from '../../../src/probes/vitals.ts';
import { T0 } from '../../support/charts.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const MIB = 2 ** 20;
const STEP = 30_000;
const LIMIT = 1_000 * MIB;
const RULES = { name: 'web', thresholds: THRESHOLDS, cpuRatio: 0.9, memoryRatio: 0.9 };

const sample = (n: number, part: Partial<VitalSample> = {}): VitalSample => ({
  at: T0 + n * STEP,
  cpuRatio: 0.1,
  memoryBytes: 300 * MIB,
  memoryLimitBytes: LIMIT,
  memoryCeilingBytes: LIMIT,
  ...part,
});

/** What is found after these samples, the n-th of which is made by `part`. */
function foundAfter(
  count: number,
  part: (n: number) => Partial<VitalSample>,
  vitals = newVitals(),
): readonly Symptom[] {
  let found: readonly Symptom[] = [];
  for (let n = 0; n < count; n += 1) found = vitals.next(sample(n, part(n)), RULES);
  return found;
}

const newVitals = () => new Vitals(THRESHOLDS, STEP);

describe('vitals', () => {
  it('find nothing in a calm container', () => {
    expect(foundAfter(500, () => ({}))).toEqual([]);
  });

  it('find sustained CPU, with figures', () => {
    expect(foundAfter(11, () => ({ cpuRatio: 0.96 }))).toMatchObject([
      {
        type: 'high_cpu',
        severity: 'warning',
        description: 'web used 96 % of the CPU time that it may use over 5 min',
        evidence: { thresholdRatio: 0.9 },
      },
    ]);
  });

  it('find memory near its limit, with figures', () => {
    expect(foundAfter(11, () => ({ memoryBytes: 950 * MIB }))).toMatchObject([
      { type: 'high_memory', description: 'web used 95 % of its 1000 MiB of memory over 5 min' },
    ]);
  });

  it('find no high memory without a limit', () => {
    expect(foundAfter(200, () => ({ memoryBytes: 950 * MIB, memoryLimitBytes: undefined }))).toEqual([]);
  });

  it('forget high memory when the limit is taken away', () => {
    const vitals = newVitals();
    foundAfter(11, () => ({ memoryBytes: 950 * MIB }), vitals);
    expect(vitals.next(sample(11, { memoryBytes: 950 * MIB, memoryLimitBytes: undefined }), RULES)).toEqual([]);
  });

  it('find memory that only grows, and tell when it reaches the limit', () => {
    expect(foundAfter(121, (n) => ({ memoryBytes: (300 + n) * MIB }))).toMatchObject([
      {
        type: 'memory_leak',
        description: expect.stringMatching(
          /^The memory of web only grows: 110 MiB within 1 h; at this speed it reaches its limit of 1000 MiB at 2027-01-15T13:5\d/,
        ),
        evidence: { limited: true, reachesAt: expect.stringContaining('2027-01-15T13:5') },
      },
    ]);
  });

  it('project to the end of the host’s memory where there is no limit', () => {
    const grown = (n: number) => ({ memoryBytes: (300 + n) * MIB, memoryLimitBytes: undefined });
    expect(foundAfter(121, grown)).toMatchObject([
      {
        type: 'memory_leak',
        description: expect.stringContaining('the end of the host'),
        evidence: { limited: false },
      },
    ]);
  });

  it('find several at once', () => {
    const all = foundAfter(121, (n) => ({ cpuRatio: 1, memoryBytes: (830 + n) * MIB }));
    expect(all.map(({ type }) => type)).toEqual(['high_cpu', 'high_memory', 'memory_leak']);
  });

  it('keep what was found over a gap, and decide anew once enough was seen again', () => {
    const vitals = newVitals();
    foundAfter(11, () => ({ cpuRatio: 1 }), vitals);
    const resumed = 1_000;
    for (let n = 0; n < 10; n += 1) {
      expect(vitals.next(sample(resumed + n, { cpuRatio: 0.1 }), RULES)).toHaveLength(1);
    }
    expect(vitals.next(sample(resumed + 10, { cpuRatio: 0.1 }), RULES)).toEqual([]);
  });

  it('keep what was found while a figure is not known', () => {
    const vitals = newVitals();
    foundAfter(11, () => ({ cpuRatio: 1, memoryBytes: 950 * MIB }), vitals);
    const unknown = { cpuRatio: undefined, memoryBytes: undefined };
    expect(vitals.next(sample(11, unknown), RULES)).toHaveLength(2);
  });

  it.each<[string, (ratio: number) => Partial<VitalSample>]>([
    ['high_cpu', (ratio) => ({ cpuRatio: ratio })],
    ['high_memory', (ratio) => ({ memoryBytes: ratio * LIMIT })],
  ])('find that %s lasts a bit below the level that it took to begin, and ends below that', (type, at) => {
    const vitals = newVitals();
    const found = (from: number, ratio: number) => {
      let last: readonly Symptom[] = [];
      for (let n = from; n < from + 11; n += 1) last = vitals.next(sample(n, at(ratio)), RULES);
      return last.map((symptom) => symptom.type);
    };
    expect([0.85, 0.95, 0.85, 0.75].map((ratio, turn) => found(11 * turn, ratio))).toEqual([[], [type], [type], []]);
  });

  it('keep a leak over a gap, and let it go when memory falls again', () => {
    const vitals = newVitals();
    const grown = (n: number) => ({ memoryBytes: (300 + n) * MIB });
    foundAfter(121, grown, vitals);
    expect(vitals.next(sample(1_000, { memoryBytes: 300 * MIB }), RULES)).toMatchObject([{ type: 'memory_leak' }]);
    let last: readonly Symptom[] = [];
    for (let n = 1; n <= 121; n += 1) last = vitals.next(sample(1_000 + n, { memoryBytes: (300 - n) * MIB }), RULES);
    expect(last).toEqual([]);
  });

  it('find no leak where nobody knows what is left to fill', () => {
    const grown = (n: number) => ({ memoryBytes: (300 + n) * MIB, memoryLimitBytes: undefined });
    expect(foundAfter(121, (n) => ({ ...grown(n), memoryCeilingBytes: undefined }))).toEqual([]);
  });

  it('know nothing of the time before a limit was taken away', () => {
    const vitals = newVitals();
    const full = { memoryBytes: 950 * MIB };
    foundAfter(11, () => full, vitals);
    vitals.next(sample(11, { ...full, memoryLimitBytes: undefined }), RULES);
    expect(vitals.next(sample(12, full), RULES)).toEqual([]);
  });

  it('come with the figures that they rest on', () => {
    const [cpu] = foundAfter(11, (n) => ({ cpuRatio: n === 5 ? 1 : 0.96 }));
    expect(cpu).toMatchObject({ reason: 'cpu_high', evidence: { highestRatio: 1, forMs: THRESHOLDS.cpuForMs } });
    const [memory] = foundAfter(11, () => ({ memoryBytes: 950 * MIB }));
    expect(memory).toMatchObject({
      ...{ reason: 'memory_high', severity: 'warning' },
      evidence: { thresholdRatio: 0.9, limitBytes: LIMIT, forMs: THRESHOLDS.memoryForMs },
    });
    const [leak] = foundAfter(121, (n) => ({ memoryBytes: (300 + n) * MIB }));
    expect(leak).toMatchObject({ reason: 'memory_only_grows', severity: 'warning' });
    expect(Number(leak?.evidence.bytesPerHour) / MIB).toBeCloseTo(120, 0);
  });

  it('tell the figures of now while a symptom lasts', () => {
    const vitals = newVitals();
    foundAfter(11, () => ({ cpuRatio: 0.95 }), vitals);
    let found: readonly Symptom[] = [];
    for (let n = 11; n < 22; n += 1) found = vitals.next(sample(n, { cpuRatio: 1 }), RULES);
    expect(found[0]?.description).toContain('used 100 %');
  });

  it('cost 5,000 containers less than 15 MB', () => {
    const before = process.memoryUsage().arrayBuffers;
    const all = Array.from({ length: 5_000 }, newVitals);
    const bytes = process.memoryUsage().arrayBuffers - before;
    expect(all).toHaveLength(5_000);
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThan(10e6);
  });
});
