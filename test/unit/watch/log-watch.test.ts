import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import type { Container } from '../../../src/containers/container.ts';
import type { Place } from '../../../src/healing/place.ts';
import type { LogAsk, LogLine, LogPage } from '../../../src/probes/ports.ts';
import { LogWatch } from '../../../src/watch/log-watch.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { chart, container, SETTINGS } from '../../support/charts.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

const DEFAULTS = [{ name: 'CRITICAL', pattern: 'CRITICAL' }];
const OWN = [{ name: 'own', pattern: 'panic' }];
const INTERVAL_MS = 30_000;
const go = new AbortController().signal;

/** Logs in memory that answer as the engine does. */
class Logs {
  readonly lines = new Map<string, LogLine[]>();
  readonly asked: string[] = [];
  failure: Error | undefined;

  read = async (id: string, { sinceNs, tail, maxBytes }: LogAsk): Promise<LogPage> => {
    this.asked.push(id);
    if (this.failure !== undefined) throw this.failure;
    const all = this.lines.get(id) ?? [];
    const lines: LogLine[] = [];
    let bytes = 0;
    for (const line of all.slice(-(tail ?? all.length))) {
      if (line.atNs < sinceNs) continue;
      bytes += line.text.length;
      if (bytes > maxBytes) return { lines, cut: true };
      lines.push(line);
    }
    return { lines, cut: false };
  };
}

function ward(watch: 'all' | 'labelled' = 'all') {
  const clock = new SteppedClock();
  const roster = new Roster();
  const logs = new Logs();
  const changes: string[] = [];
  const warnings: string[] = [];
  const noted = (level: string) => (event: string) => void warnings.push(`${level} ${event}`);
  const logWatch = new LogWatch({
    ...{ roster, source: logs, clock, intervalMs: INTERVAL_MS, logs: { watch, patterns: DEFAULTS } },
    logger: { debug: noted('debug'), info: noted('info'), warn: noted('warn'), error: noted('error') },
    onChange: ({ chart: { target }, symptoms }) => changes.push(`${target} ${symptoms.length}`),
  });
  const add = (target: string, part: Partial<Container> = {}, place: Place = 'ordinary', labelled = false): Entry => {
    const it = container({ id: target.padEnd(64, '0'), name: target, target, createdAt: 0, ...part });
    const settings = { ...SETTINGS, logs: labelled ? OWN : [] };
    const entry = new Entry(chart({ target, container: it, place, settings }), clock.now(), []);
    roster.add(entry);
    return entry;
  };
  const write = (id: string, text: string, atMs = clock.now()) => {
    const known = logs.lines.get(id.padEnd(64, '0')) ?? [];
    known.push({ atNs: BigInt(atMs) * 1_000_000n, text });
    logs.lines.set(id.padEnd(64, '0'), known);
  };
  const turn = async (ms = INTERVAL_MS) => {
    await clock.advance(ms);
    await logWatch.runOnce(go);
  };
  return { clock, roster, logs, changes, warnings, logWatch, add, write, turn };
}

const lookAnew = (entry: Entry, part: Partial<Container>) => {
  entry.chart = { ...entry.chart, container: { ...entry.chart.container, ...part } };
};

describe('log watch', () => {
  it('tells of a line that matches, once, and takes it back after ten quiet minutes', async () => {
    const it = ward();
    const entry = it.add('web');
    await it.turn();
    expect(entry.symptoms).toEqual([]);
    it.write('web', 'CRITICAL: disk full');
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ type: 'log_trigger', evidence: { count: 1 } }]);
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ evidence: { count: 1 } }]);
    it.write('web', 'CRITICAL again');
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ evidence: { count: 2 } }]);
    expect(it.changes).toEqual(['web 1']);
    for (let quiet = 0; quiet < 20; quiet += 1) await it.turn();
    expect(it.changes).toEqual(['web 1', 'web 0']);
  });

  it('looks back one interval at its start, and to the first line of a container made since', async () => {
    const it = ward();
    const old = it.add('old');
    it.write('old', 'CRITICAL long ago', it.clock.now() - 10 * INTERVAL_MS);
    it.write('old', 'CRITICAL just now', it.clock.now() + 1);
    await it.turn();
    expect(old.symptoms).toMatchObject([{ evidence: { count: 1 } }]);
    const fresh = it.add('fresh', { createdAt: it.clock.now() });
    it.write('fresh', 'CRITICAL at birth');
    await it.turn(3 * INTERVAL_MS);
    expect(fresh.symptoms).toHaveLength(1);
  });

  it('reads all that are watched, or only those whose labels ask for it; never its own stack', async () => {
    for (const [watch, expected] of [
      ['all', ['one', 'two']],
      ['labelled', ['two']],
    ] as const) {
      const it = ward(watch);
      it.add('one');
      it.add('two', {}, 'ordinary', true);
      it.add('postgres', {}, 'own_stack', true);
      it.add('monitor', {}, 'own_container', true);
      await it.turn();
      expect(it.logs.asked.map((id) => id.replace(/0+$/, ''))).toEqual(expected);
    }
  });

  it('looks for the container’s own patterns and for the configured ones', async () => {
    const it = ward('labelled');
    const entry = it.add('web', {}, 'ordinary', true);
    await it.turn();
    it.write('web', 'panic: CRITICAL');
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ evidence: { triggers: { own: 1, CRITICAL: 1 } } }]);
    entry.chart = { ...entry.chart, settings: { ...SETTINGS, logs: [] } };
    await it.turn();
    expect(entry.symptoms).toEqual([]);
  });

  it('reads the last words of one that ended, and then does not ask again', async () => {
    const it = ward();
    const entry = it.add('web');
    await it.turn();
    it.write('web', 'CRITICAL: out of luck');
    lookAnew(entry, { state: 'exited', finishedAt: it.clock.now() });
    await it.turn();
    expect(entry.symptoms).toHaveLength(1);
    const asked = it.logs.asked.length;
    await it.turn();
    expect(it.logs.asked).toHaveLength(asked);
    lookAnew(entry, { state: 'running', startedAt: it.clock.now() });
    it.write('web', 'CRITICAL once more');
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ evidence: { count: 2 } }]);
  });

  it('goes on with the same trouble in the next container of the target, and forgets one that is gone', async () => {
    const it = ward();
    const entry = it.add('web');
    await it.turn();
    it.write('web', 'CRITICAL');
    await it.turn();
    lookAnew(entry, { id: 'next'.padEnd(64, '0'), createdAt: it.clock.now() });
    it.write('next', 'CRITICAL');
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ evidence: { count: 2 } }]);
    it.roster.remove('web');
    await it.turn();
    expect(entry.symptoms).toEqual([]);
  });

  it('misses no line of one that writes more than its tail, nor of one that writes more than a turn may read', async () => {
    const it = ward();
    const entry = it.add('web');
    await it.turn();
    for (let n = 0; n < 3_000; n += 1) it.write('web', n % 100 === 0 ? `CRITICAL ${n}` : `line ${n}`);
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ evidence: { count: 30 } }]);
    for (let n = 0; n < 300; n += 1) {
      // 15 MiB.
      it.write('web', `${n % 100 === 0 ? 'CRITICAL' : 'line'} ${'x'.repeat(50_000)}`, it.clock.now() + n);
    }
    await it.turn();
    expect(entry.symptoms).toMatchObject([{ evidence: { count: 32 } }]);
    await it.turn(1_000);
    expect(entry.symptoms).toMatchObject([{ evidence: { count: 33 } }]);
  });

  it('leaps when it falls too far behind, and says what it skipped', async () => {
    const it = ward();
    it.add('web');
    await it.turn();
    const begin = it.clock.now();
    for (let n = 0; n < 400; n += 1) it.write('web', 'x'.repeat(50_000), begin + n);
    await it.turn(3_600_000);
    expect(it.warnings).toEqual(['warn log_watch_behind']);
    it.write('web', 'CRITICAL at the end');
    await it.turn();
    expect(it.changes).toEqual(['web 1']);
  });

  it('stops asking when the engine is away, and makes up for it afterwards', async () => {
    const it = ward();
    for (let n = 0; n < 100; n += 1) it.add(`t${n}`);
    await it.turn();
    it.write('t99', 'CRITICAL');
    it.logs.failure = new ParamedicError('engine_unreachable', 'nobody answers', { retryable: true });
    it.logs.asked.length = 0;
    await it.turn();
    expect(it.logs.asked.length).toBeLessThanOrEqual(8);
    it.logs.failure = undefined;
    await it.turn();
    expect(it.changes).toEqual(['t99 1']);
    expect(it.warnings.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('says once that a log cannot be read', async () => {
    const it = ward();
    it.add('web');
    it.logs.failure = new ParamedicError('engine_failed', 'configured logging driver does not support reading');
    for (let n = 0; n < 3; n += 1) await it.turn();
    expect(it.warnings).toEqual(['warn log_unreadable']);
  });
});
