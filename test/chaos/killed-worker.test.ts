import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { newId } from '../../src/base/id.ts';
import { marked } from '../../src/claude/proc.ts';
import { figures } from '../support/chaos/figures.ts';
import { isLong, randomFrom, seedOfRun } from '../support/chaos/random.ts';
import { eventually } from '../support/eventually.ts';
import { bash, type Reply, report, type Script, steps, use } from '../support/fake-claude-api/script.ts';
import { WorkerProcess } from '../support/worker-process.ts';
import { FIXED, WorkerScene } from '../support/worker-scene.ts';

const KILLS = isLong() ? 100 : 10;
const LATEST_KILL_MS = 1_500;
/** Of the connections of the workers. */
const NAME = 'worker_to_be_killed';

/** A kill takes some 4 s, and three times that on a slow machine. */
jest.setTimeout(KILLS * 30_000 + 300_000);

/** Few in the short form: some escalations are given up after a death, and then nobody goes on in their worktree. */
const MAX_ATTEMPTS = isLong() ? 10 : 2;
/** Room for all of it. */
const SETTINGS = {
  ...{ PARAMEDIC_ESCALATION_MAX_ATTEMPTS: String(MAX_ATTEMPTS), PARAMEDIC_CLAUDE_ALLOW: 'sleep' },
  ...{ WEBHOOK_URL: 'http://127.0.0.1:9/hook', PARAMEDIC_CLAUDE_RUNS_PER_HOUR: '1000' },
  ...{ PARAMEDIC_CLAUDE_RUNS_PER_DAY: '1000' },
  ...{ PARAMEDIC_CLAUDE_USD_PER_HOUR: '1000', PARAMEDIC_CLAUDE_USD_PER_DAY: '1000' },
};
const WORK: readonly Reply[] = [
  use('Read', { file_path: 'app.json' }),
  use('Write', { file_path: 'app.json', content: FIXED }),
  bash('git commit -q --allow-empty -m Work'),
  report(),
];

/** A model that comes to an end now and then, hangs else, or waits for a command that takes long. */
class Moody {
  readonly #random: () => number;
  isDone = false;

  constructor(random: () => number) {
    this.#random = random;
  }

  readonly script: Script = (turn, attempt, request) => {
    const mood = this.#random();
    if (!this.isDone && turn > 0 && mood < 0.3) return mood < 0.15 ? { kind: 'hang' } : bash('sleep 100');
    return steps(...WORK)(turn, attempt, request);
  };
}

/** Processes of runs, dead or alive. */
async function processesOf(runs: readonly string[]): Promise<number> {
  const found = await Promise.all(runs.map((run) => marked(run, 0)));
  return found.flat().length;
}

const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id).sort();

describe('a worker that is killed again and again at random moments of its runs', () => {
  const seed = seedOfRun();
  it(`leaves no process behind that its successor does not end, and each escalation ends once (CHAOS_SEED=${seed})`, async () => {
    const random = randomFrom(seed);
    const model = new Moody(random);
    await using scene = await WorkerScene.open(model.script);
    const unfinished = () => scene.sql<{ id: string }>('SELECT id FROM monitor_runs WHERE ended_at IS NULL');
    const open = () => scene.sql<{ id: string }>('SELECT id FROM monitor_escalations WHERE finished_at IS NULL');
    const environment = scene.environment({ ...SETTINGS, DATABASE_URL: `${scene.url}?application_name=${NAME}` });
    /** What a worker sent right before its death, Postgres still carries out. */
    const silent = () =>
      eventually(
        'Postgres is through with it',
        async () => {
          const heard = await scene.sql(`SELECT FROM pg_stat_activity WHERE application_name = '${NAME}'`);
          return heard.length === 0 ? true : undefined;
        },
        30_000,
        10,
      );
    const sweep = () =>
      scene.store.sweeper.sweep(Date.now(), { maxAttempts: MAX_ATTEMPTS, channels: ['webhook'], newId });
    const cutOff: string[] = [];
    let leftBehind = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      if ((await open()).length < 3) await scene.giveUp({}, { target: `shop/web#${kill + 1}` });
      await using worker = WorkerProcess.start(scene.home, environment);
      await worker.logs.until('escalation_claimed');
      // Nothing is claimed before what the dead have left is cleared away.
      expect(await processesOf(cutOff)).toBe(0);
      await pause(random() * LATEST_KILL_MS);
      await worker.end('SIGKILL');
      await silent();
      const cut = ids(await unfinished());
      leftBehind += await processesOf(cut);
      cutOff.push(...cut);
      // The time of its claims runs out, and a monitor notices.
      await scene.sql('UPDATE monitor_escalations SET lease_until = now() WHERE lease_until IS NOT NULL');
      await sweep();
    }
    model.isDone = true;
    await using last = WorkerProcess.start(scene.home, environment);
    const areOver = async () => {
      // As a monitor does all the time: the sweep in the very millisecond in which a lease ends does not see it.
      await sweep();
      return (await open()).length === 0 ? true : undefined;
    };
    await eventually('all are over', areOver, 90_000);
    expect(await last.end('SIGTERM')).toBe(0);

    expect(leftBehind).toBeGreaterThan(0);
    expect(await processesOf(ids(await scene.sql('SELECT id FROM monitor_runs')))).toBe(0);
    expect(ids(await scene.sql("SELECT id FROM monitor_runs WHERE outcome = 'lost'"))).toEqual(cutOff.sort());
    expect(await unfinished()).toEqual([]);
    const ends = await scene.sql(`SELECT e.fence::int - e.attempts AS uncounted, count(t.id)::int AS ends,
        (SELECT count(*)::int FROM monitor_notifications n WHERE n.incident_id = e.incident_id
            AND n.event = 'escalation_' || e.status) AS told
      FROM monitor_escalations e JOIN monitor_incident_events t ON t.incident_id = e.incident_id
       AND t.kind IN ('escalation_resolved', 'escalation_inconclusive', 'escalation_failed', 'escalation_cancelled')
     GROUP BY e.id`);
    const all = await scene.sql('SELECT FROM monitor_escalations');
    expect(ends).toEqual(all.map(() => ({ uncounted: 0, ends: 1, told: 1 })));
    expect(scene.repository.git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
    const runs = join(scene.dataDir, 'runs');
    expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
    const counts = {
      escalations: all.length,
      'runs lost': cutOff.length,
      'processes left behind and ended': leftBehind,
    };
    figures('kill -9 of workers that run Claude Code', { kills: KILLS, ...counts });
  });
});
