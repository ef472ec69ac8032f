import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { type Engine, openEngine } from '../../../src/docker/open-engine.ts';
import { LogWatch } from '../../../src/watch/log-watch.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { chart, SETTINGS } from '../../support/charts.ts';
import { type RunOptions, runContainer } from '../../support/engine.ts';

jest.setTimeout(60_000);
let engine: Engine;
beforeAll(() => {
  engine = openEngine({ clock: systemClock, logger: silentLogger });
});
afterAll(() => engine.close());

/** Reads the log of a container turn after turn, as fast as it goes, until it has ended and been read to its end. */
async function countMarks(options: RunOptions): Promise<{ evidence: Record<string, unknown>; turns: number }> {
  const roster = new Roster();
  const watch = new LogWatch({
    ...{ roster, source: engine.logs, clock: systemClock, logger: silentLogger, intervalMs: 60_000 },
    logs: { watch: 'all', patterns: [{ name: 'mark', pattern: 'mark [0-9]+$' }] },
    onChange: () => {},
  });
  await using it = await runContainer(options);
  const look = async () => (await engine.census.inspect(it.id))!;
  const container = await look();
  const entry = new Entry(chart({ target: container.target, container, settings: SETTINGS }), systemClock.now(), []);
  roster.add(entry);
  const go = new AbortController().signal;
  let turns = 0;
  while (entry.chart.container.state !== 'exited') {
    await watch.runOnce(go);
    turns += 1;
    entry.chart = { ...entry.chart, container: await look() };
  }
  await watch.runOnce(go);
  return { evidence: { ...entry.symptoms[0]?.evidence }, turns };
}

describe('log watch on a real engine', () => {
  it('finds each line once, whatever the turns cut, on both streams', async () => {
    const script = `for n in $(seq 400); do echo mark $n; echo mark $n >&2; [ $((n % 50)) = 0 ] && sleep 0.4; done; exit 0`;
    const { evidence, turns } = await countMarks({ script });
    expect(turns).toBeGreaterThan(2);
    expect(evidence).toMatchObject({ count: 800, triggers: { mark: 800 } });
    expect((evidence.lines as string[]).at(-1)).toMatch(/^20\d\d-\d\d-\d\dT[\d:.]+Z mark \d+$/);
  });

  it('finds each line once in what a terminal wrote, in long lines and in megabytes', async () => {
    expect(
      (await countMarks({ tty: true, script: 'for n in $(seq 50); do echo mark $n; done' })).evidence,
    ).toMatchObject({
      count: 50,
    });
    const long = "head -c 5000 /dev/zero | tr '\\0' x";
    const script = `for n in $(seq 600); do ${long}; echo; echo mark $n; done`;
    expect((await countMarks({ script })).evidence).toMatchObject({ count: 600 });
  });
});
