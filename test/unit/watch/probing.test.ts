import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ProbeSpec } from '../../../src/config/container-settings.ts';
import type { Container } from '../../../src/containers/container.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import type { ProbeRunner } from '../../../src/probes/ports.ts';
import type { ProbeResult } from '../../../src/probes/reading.ts';
import { Probing } from '../../../src/watch/probing.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { chart, container, SETTINGS } from '../../support/charts.ts';
import { probeSpec } from '../../support/probes.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

const SPEC = probeSpec({ intervalMs: 10_000, timeoutMs: 5_000, failures: 2, maxLatencyMs: 500 });

/** Probing of made-up targets at made-up times; each probe takes `tookMs` and ends as the test says. */
function ward(targets: number, specs: readonly ProbeSpec[] = [SPEC]) {
  const clock = new SteppedClock();
  const roster = new Roster();
  const add = (target: string, part: Partial<Container> = {}) => {
    const it = container({ id: target.padEnd(64, '0'), name: target, target, startedAt: clock.now(), ...part });
    const entry = new Entry(
      chart({ target, container: it, settings: { ...SETTINGS, probes: specs } }),
      clock.now(),
      [],
    );
    roster.add(entry);
    return entry;
  };
  const entries = Array.from({ length: targets }, (_, n) => add(`t${n}`));
  const runs: { target: string; probe: string; at: number }[] = [];
  const flips: string[] = [];
  const counts: string[] = [];
  const underway = new Map<string, number>();
  const world = {
    tookMs: 20,
    mostAtOnce: 0,
    answer: (_target: string): ProbeResult => ({ kind: 'success', at: clock.now(), latencyMs: 20 }),
  };
  const runner: ProbeRunner = {
    run: async (spec, { target }, signal) => {
      const key = `${target} ${spec.name}`;
      if (underway.has(key)) throw new Error(`${key} runs beside itself`);
      underway.set(key, 1);
      runs.push({ target, probe: spec.name, at: clock.now() });
      world.mostAtOnce = Math.max(world.mostAtOnce, underway.size);
      await clock.sleep(world.tookMs, signal);
      underway.delete(key);
      return world.answer(target);
    },
  };
  const probing = new Probing({
    roster,
    runner,
    clock,
    logger: silentLogger,
    onFlip: ({ chart: { target }, probes }) => flips.push(`${target} ${probes.map(({ state }) => state).join()}`),
    onResult: (kind, outcome) => counts.push(`${kind} ${outcome}`),
  });
  /** Takes a fresh look at a target into its chart. */
  const look = (entry: Entry, part: Partial<Container>) => {
    entry.chart = { ...entry.chart, container: { ...entry.chart.container, ...part } };
  };
  return {
    ...{ clock, roster, entries, runs, flips, counts, world, probing, underway, add, look },
    [Symbol.asyncDispose]: () => probing.stop(),
  };
}

const failure = (part = {}): ProbeResult => ({ kind: 'failure', at: 0, latencyMs: 3, detail: 'answered 503', ...part });

describe('probing', () => {
  it('runs each probe once an interval, and tells of its first result and of each flip', async () => {
    await using it = ward(1);
    await it.probing.start();
    await it.clock.advance(60_000);
    expect(it.runs).toHaveLength(6);
    const gaps = it.runs.slice(1).map(({ at }, index) => Math.round((at - it.runs[index]!.at) / 1_000));
    expect(gaps).toEqual([10, 10, 10, 10, 10]);
    expect(it.flips).toEqual(['t0 passing']);
    it.world.answer = () => failure();
    await it.clock.advance(20_000);
    expect(it.flips).toEqual(['t0 passing', 't0 failing']);
    expect(it.entries[0]!.probes).toMatchObject([{ state: 'failing', detail: 'answered 503' }]);
    expect(it.counts).toEqual([...Array<string>(6).fill('http success'), 'http failure', 'http failure']);
  });

  it('spreads thousands over the interval, has asked each within one, and never more than 64 at once', async () => {
    await using it = ward(5_000, [{ ...SPEC, timeoutMs: 1_000 }]);
    it.world.tookMs = 90;
    await it.probing.start();
    await it.clock.advance(10_000);
    expect(new Set(it.runs.map(({ target }) => target)).size).toBe(5_000);
    expect(it.entries.every(({ probes }) => probes[0]?.state === 'passing')).toBe(true);
    expect(it.world.mostAtOnce).toBeLessThanOrEqual(64);
    const seconds = new Map<number, number>();
    const [{ at: begin } = { at: 0 }] = it.runs;
    for (const { at } of it.runs) {
      const second = Math.floor((at - begin) / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    expect(Math.max(...seconds.values())).toBeLessThan((5_000 / 9) * 1.3);
  });

  it('keeps its bounds when all of them hang, and still comes round to everybody', async () => {
    await using it = ward(500, [{ ...SPEC, kind: 'exec' }]);
    it.world.tookMs = 4_000;
    await it.probing.start();
    await it.clock.advance(400_000);
    expect(it.world.mostAtOnce).toBe(8);
    expect(new Set(it.runs.map(({ target }) => target)).size).toBe(500);
  });

  it('does not let commands that hang hold up connections', async () => {
    await using it = ward(100, [{ ...SPEC, name: 'hung', kind: 'exec' }, SPEC]);
    it.world.tookMs = 4_900;
    await it.probing.start();
    await it.clock.advance(16_000);
    const asked = it.runs.filter(({ probe }) => probe === 'web').map(({ target }) => target);
    expect(new Set(asked).size).toBe(100);
  });

  it('gives up on a runner that does not come back, and calls it unknown', async () => {
    await using it = ward(1);
    it.world.tookMs = 3_600_000;
    await it.probing.start();
    await it.clock.advance(25_000);
    expect(it.counts[0]).toBe('http unknown');
    expect(it.entries[0]!.probes).toMatchObject([{ state: 'unknown', detail: 'the prober did not come back' }]);
  });

  it('begins anew with each life, and hands no reading of one life to another', async () => {
    await using it = ward(1);
    it.world.answer = () => failure();
    const [entry] = it.entries as [Entry];
    await it.probing.start();
    await it.clock.advance(30_000);
    expect(entry.probes).toMatchObject([{ state: 'failing' }]);
    it.look(entry, { startedAt: it.clock.now() });
    expect(entry.probes).toEqual([]);
    it.world.answer = () => ({ kind: 'success', at: 0, latencyMs: 1 });
    await it.clock.advance(1_500);
    expect(entry.probes).toMatchObject([{ state: 'unknown', lastAt: undefined }]);
    await it.clock.advance(10_000);
    expect(entry.probes).toMatchObject([{ state: 'passing' }]);
  });

  it('drops the answer that a life before gave', async () => {
    await using it = ward(1);
    const [entry] = it.entries as [Entry];
    it.world.tookMs = 4_000;
    it.world.answer = () => failure({ detail: 'of the old life' });
    await it.probing.start();
    while (it.runs.length === 0) await it.clock.advance(100);
    it.look(entry, { startedAt: it.clock.now() });
    await it.clock.advance(4_500);
    expect(it.counts).toEqual([]);
    expect(entry.probes).toMatchObject([{ lastAt: undefined }]);
  });

  it('follows containers that stop, pause, go and come, and labels that change', async () => {
    await using it = ward(1);
    const [entry] = it.entries as [Entry];
    await it.probing.start();
    await it.clock.advance(20_000);
    const ran = it.runs.length;
    it.look(entry, { state: 'paused' });
    await it.clock.advance(30_000);
    expect([it.runs.length, entry.probes]).toEqual([ran, []]);
    it.look(entry, { state: 'running' });
    entry.chart = { ...entry.chart, settings: { ...SETTINGS, probes: [{ ...SPEC, name: 'other' }] } };
    const late = it.add('late');
    await it.clock.advance(11_000);
    expect(entry.probes.map(({ name, state }) => `${name} ${state}`)).toEqual(['other passing']);
    expect(late.probes).toHaveLength(1);
    it.roster.remove('late');
    await it.clock.advance(2_000);
    const before = it.runs.length;
    it.roster.remove('t0');
    await it.clock.advance(30_000);
    expect(it.runs.length - before).toBeLessThanOrEqual(1);
  });

  it('goes on with the same probes when the labels are only read again', async () => {
    await using it = ward(1);
    const [entry] = it.entries as [Entry];
    it.world.answer = () => failure();
    await it.probing.start();
    for (let second = 0; second < 25; second += 1) {
      entry.chart = { ...entry.chart, settings: { ...SETTINGS, probes: [{ ...SPEC }] } };
      await it.clock.advance(1_000);
    }
    expect(entry.probes).toMatchObject([{ state: 'failing' }]);
    expect(it.runs.length).toBeLessThanOrEqual(3);
  });

  it('leaves one alone that somebody is stopping', async () => {
    await using it = ward(1);
    const [entry] = it.entries as [Entry];
    await it.probing.start();
    await it.clock.advance(20_000);
    const ran = it.runs.length;
    entry.intent = { ...NO_INTENT, kill: { at: it.clock.now(), signal: 15, ours: false } };
    await it.clock.advance(29_000);
    expect(it.runs).toHaveLength(ran);
    await it.clock.advance(12_000);
    expect(it.runs.length).toBeGreaterThan(ran);
  });

  it('does not call a target down that it could never reach, and does so once it could, also in its next life', async () => {
    await using it = ward(1);
    const [entry] = it.entries as [Entry];
    it.world.answer = () => failure({ unreached: true });
    await it.probing.start();
    await it.clock.advance(50_000);
    expect(entry.probes).toMatchObject([{ state: 'unknown' }]);
    expect(it.counts[0]).toBe('http unknown');
    it.world.answer = () => ({ kind: 'success', at: 0, latencyMs: 1 });
    await it.clock.advance(10_000);
    it.look(entry, { startedAt: it.clock.now() });
    it.world.answer = () => failure({ unreached: true });
    await it.clock.advance(30_000);
    expect(entry.probes).toMatchObject([{ state: 'failing' }]);
  });

  it('reports slow answers as a symptom, and takes it back when they are quick again or it is gone', async () => {
    await using it = ward(1);
    const [entry] = it.entries as [Entry];
    const answers = (latencyMs: number) => () => ({ kind: 'success', at: 0, latencyMs }) as const;
    it.world.answer = answers(800);
    await it.probing.start();
    await it.clock.advance(20_000);
    expect(entry.symptoms).toMatchObject([{ type: 'slow_response' }]);
    expect(it.flips).toHaveLength(2);
    it.world.answer = answers(20);
    await it.clock.advance(10_000);
    expect(entry.symptoms).toEqual([]);
    expect(it.flips).toHaveLength(3);
    it.world.answer = answers(800);
    await it.clock.advance(20_000);
    it.look(entry, { state: 'exited' });
    await it.clock.advance(2_000);
    expect(entry.symptoms).toEqual([]);
    expect(it.flips).toHaveLength(5);
  });

  it('calls off what runs when it stops, and starts nothing more', async () => {
    const it = ward(100, [{ ...SPEC, intervalMs: 1_000, timeoutMs: 1_000 }]);
    it.world.tookMs = 3_600_000;
    await it.probing.start();
    await it.clock.advance(1_000);
    expect(it.underway.size).toBe(64);
    const ran = it.runs.length;
    await it.probing.stop();
    expect([it.underway.size, it.runs.length]).toEqual([0, ran]);
    await it.clock.advance(10_000);
    expect(it.runs).toHaveLength(ran);
  });
});
