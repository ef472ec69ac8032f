import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '../../../src/base/logger.ts';
import { Database } from '../../../src/storage/database.ts';
import { PgLedger } from '../../../src/storage/pg-ledger.ts';
import { givingUp } from '../../support/escalation-records.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClaudeApi } from '../../support/fake-claude-api/fake-claude-api.ts';
import { report } from '../../support/fake-claude-api/script.ts';
import { GIT_PATH, GitRepository } from '../../support/git-repository.ts';
import { connect } from '../../support/postgres.ts';
import { anIncident } from '../../support/records.ts';
import { WorkerProcess } from '../../support/worker-process.ts';
import type { Finding } from '../findings.ts';
import { familyMemoryMb, memoryMb } from '../proc.ts';
import { summarise } from '../statistics.ts';
import { committed } from './singles.ts';

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const KEY = 'sk-ant-api03-made-up-for-benchmarks-0123456789';
const FIRST_CALL_GOAL_MS = 3_000;

/** As many as are asked for, and none held back because the machine is busy with the benchmark itself. */
const SETTINGS = {
  ...{
    PARAMEDIC_CLAUDE_MAX_LOAD: '1000',
    PARAMEDIC_CLAUDE_RUNS_PER_HOUR: '1000',
    PARAMEDIC_CLAUDE_RUNS_PER_DAY: '1000',
  },
  ...{ PARAMEDIC_CLAUDE_USD_PER_HOUR: '1000', PARAMEDIC_CLAUDE_USD_PER_DAY: '1000', PARAMEDIC_LOG_FORMAT: 'json' },
};

/** Give-ups, one by one, for a worker that waits: how long until Claude Code thinks about it, and what that takes. */
export async function launches(url: string, count: number): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'paramedic-launches-')));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  mkdirSync(home);
  const repository = GitRepository.make(join(folder, 'shop'), home, { 'app.json': '{}\n' });
  const [idle, running, claude, waited]: [number[], number[], number[], number[]] = [[], [], [], []];
  const api = stack.use(
    await FakeClaudeApi.start((turn) => {
      if (turn === 0) {
        running.push(memoryMb(worker.pid, 'Rss'));
        claude.push(familyMemoryMb(worker.pid, 'Rss') - (running.at(-1) ?? 0));
      }
      return report();
    }),
  );
  const client = stack.use(await connect(url));
  const database = new Database();
  database.use(url);
  stack.defer(() => database.close());
  const ledger = new PgLedger(database, silentLogger);
  const env = {
    ...{ PATH: GIT_PATH, HOME: home, DATABASE_URL: url, PARAMEDIC_DATA_DIR: join(folder, 'data'), ...SETTINGS },
    ...{ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: api.url, PARAMEDIC_WORKSPACES: `shop=${repository.path}` },
  };
  const worker = stack.use(WorkerProcess.start(home, env, [MAIN]));
  await worker.logs.until('worker_ready');
  for (let index = 1; index <= count; index += 1) {
    idle.push(memoryMb(worker.pid, 'Rss'));
    const now = Date.now();
    const target = `shop/web#${index}`;
    const row = { project: 'shop', createdAt: now, readyAt: now, expiresAt: now + 3_600_000 };
    const asked = api.asked.length;
    await ledger.record(givingUp(anIncident({ target, timestamp: now }), row));
    const { committedAt } = await committed(client, target);
    await eventually('the first call', async () => (api.asked.length > asked ? true : undefined), 60_000, 20);
    waited.push(performance.timeOrigin + (api.asked[asked]?.at ?? Number.NaN) - committedAt);
    await worker.logs.until('escalation_finished', index);
  }
  const memory = (what: string, times: readonly number[]): Finding => ({ what, unit: 'MB', ours: summarise(times) });
  return [
    {
      what: 'row committed → Claude Code’s first call of the API',
      unit: 'ms',
      ours: summarise(waited),
      goal: { atMost: FIRST_CALL_GOAL_MS, of: 'all' },
      note: 'claim, worktree, briefing, launch',
    },
    memory('worker that waits, RSS', idle),
    memory('worker while Claude Code runs, RSS', running),
    memory('Claude Code itself, RSS', claude),
  ];
}
