import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import type { HostSample } from '../../../src/containers/sample.ts';
import { Entry } from '../../../src/watch/roster.ts';
import { VitalsWatch, vitalSampleOf } from '../../../src/watch/vitals.ts';
import { chart, container, SETTINGS, T0 } from '../../support/charts.ts';
import { hostSample, resourceSample } from '../../support/fleet.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const STEP = 30_000;
const HOST = hostSample({ cores: 2 });
const LABELLED = { ...SETTINGS, limits: { cpuRatio: 0.2, memoryRatio: undefined } };

/** `host`: of each sweep; null: it could not be read. */
function watching(host: HostSample | null = HOST) {
  const changed: Entry[] = [];
  const watch = new VitalsWatch({
    thresholds: THRESHOLDS,
    intervalMs: STEP,
    onChange: (entry) => changed.push(entry),
  });
  let n = 0;
  /** One sweep in which every entry used so much of one core, or could not be sampled. */
  const sweep = (entries: readonly Entry[], cpuPercent: number | undefined) => {
    n += 1;
    const sample =
      cpuPercent === undefined ? undefined : resourceSample({ at: T0 + n * STEP, cpuPercent, engineCores: 4 });
    const listener = watch.sweep(host ?? undefined);
    for (const entry of entries) {
      entry.sample = sample;
      listener.take(entry);
    }
    listener.end();
  };
  const sweeps = (count: number, entries: readonly Entry[], cpuPercent: number | undefined) => {
    for (let k = 0; k < count; k += 1) sweep(entries, cpuPercent);
  };
  return { changed, sweeps };
}

const entryOf = (part: Partial<Container> = {}, settings = SETTINGS) =>
  new Entry(chart({ target: part.target ?? 'web', container: container(part), settings }), T0, []);
const found = (entry: Entry) => entry.symptoms.map(({ type }) => type);

describe('the watch over vitals', () => {
  it('tells an entry its symptoms, and calls once when they come and once when they go', () => {
    const { changed, sweeps } = watching();
    const entry = entryOf();
    sweeps(20, [entry], 200);
    expect(found(entry)).toEqual(['high_cpu']);
    expect(changed).toEqual([entry]);
    sweeps(20, [entry], 10);
    expect(found(entry)).toEqual([]);
    expect(changed).toEqual([entry, entry]);
  });

  it('measures against the quota of the container where it has one', () => {
    const { sweeps } = watching();
    const [free, limited] = [entryOf(), entryOf({ target: 'db', cpuCores: 0.5 })];
    sweeps(20, [free, limited], 49);
    expect([found(free), found(limited)]).toEqual([[], ['high_cpu']]);
  });

  it('measures against what the engine says that it has where the host cannot be read', () => {
    const { sweeps } = watching(null);
    const [busy, calm] = [entryOf(), entryOf({ target: 'db' })];
    sweeps(20, [busy], 390);
    sweeps(20, [calm], 300);
    expect([found(busy), found(calm)]).toEqual([['high_cpu'], []]);
  });

  it('takes the threshold from the label of the container', () => {
    const { sweeps } = watching();
    const [plain, labelled] = [entryOf(), entryOf({ target: 'db' }, LABELLED)];
    sweeps(20, [plain, labelled], 50);
    expect([found(plain), found(labelled)]).toEqual([[], ['high_cpu']]);
  });

  it('begins anew with a new life', () => {
    const { sweeps } = watching();
    const entry = entryOf();
    sweeps(20, [entry], 200);
    entry.chart = { ...entry.chart, container: container({ startedAt: T0 + 20 * STEP }) };
    sweeps(1, [entry], 200);
    expect(found(entry)).toEqual([]);
    sweeps(20, [entry], 200);
    expect(found(entry)).toEqual(['high_cpu']);
  });

  it('keeps what it found while samples fail: not knowing is no recovery', () => {
    const { sweeps } = watching();
    const entry = entryOf();
    sweeps(20, [entry], 200);
    sweeps(5, [entry], undefined);
    expect(found(entry)).toEqual(['high_cpu']);
  });

  it('finds nothing on what does not run', () => {
    const { sweeps } = watching();
    const entry = entryOf();
    sweeps(20, [entry], 200);
    entry.chart = { ...entry.chart, container: container({ state: 'exited' }) };
    sweeps(1, [entry], undefined);
    expect(found(entry)).toEqual([]);
  });

  it('forgets who is gone: the same target begins anew when it comes back', () => {
    const { sweeps } = watching();
    const entry = entryOf();
    sweeps(9, [entry], 200);
    sweeps(1, [], 200);
    sweeps(9, [entry], 200);
    expect(found(entry)).toEqual([]);
  });
});

describe('a vital sample', () => {
  it('is the share of what the container may use, never more than all', () => {
    const at = (cpuPercent: number | undefined, cores: number | undefined) =>
      vitalSampleOf(resourceSample({ cpuPercent }), cores, HOST).cpuRatio;
    expect(at(50, 2)).toBe(0.25);
    expect(at(52, 0.5)).toBe(1);
    expect(at(undefined, 2)).toBeUndefined();
    expect(at(50, undefined)).toBeUndefined();
  });

  it('has its limit as a ceiling, else what it uses and what the host has left', () => {
    const ceiling = (memoryLimitBytes: number | undefined, host: typeof HOST | undefined) =>
      vitalSampleOf(resourceSample({ memoryBytes: 100, memoryLimitBytes }), 2, host).memoryCeilingBytes;
    expect(ceiling(500, HOST)).toBe(500);
    expect(ceiling(undefined, HOST)).toBe(100 + HOST.memoryAvailableBytes);
    expect(ceiling(undefined, undefined)).toBeUndefined();
  });
});
