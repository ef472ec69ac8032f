import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { marked } from '../../../src/claude/proc.ts';
import { eventually } from '../../support/eventually.ts';
import { bash, report, type Script, steps, use } from '../../support/fake-claude-api/script.ts';
import { GIT_PATH } from '../../support/git-repository.ts';
import { WorkerProcess } from '../../support/worker-process.ts';
import { FIXED, WorkerScene } from '../../support/worker-scene.ts';

jest.setTimeout(90_000);

/** Writes and commits, then thinks for ever; in a later conversation it only reports. */
function hangsOnce(): Script {
  let hasHung = false;
  const first = steps(
    use('Read', { file_path: 'app.json' }),
    use('Write', { file_path: 'app.json', content: FIXED }),
    bash('git commit -am Fix'),
  );
  return (turn, attempt, request) => {
    if (hasHung) return steps(report())(turn, attempt, request);
    if (turn < 3) return first(turn, attempt, request);
    hasHung = true;
    return { kind: 'hang' };
  };
}

describe('a worker that is killed in the middle of a run', () => {
  it('leaves nothing behind once the next one has started, and the escalation is worked on as a second attempt', async () => {
    await using scene = await WorkerScene.open(hangsOnce());
    const { id, incident } = await scene.giveUp();
    await using first = WorkerProcess.start(scene.home, scene.environment());
    await scene.api.untilAsked(4);
    // Noted beside the run; it is why the run counts as the most that it may have cost.
    const dead = await eventually('its session on record', async () =>
      (await scene.runs(id)).find(({ session_id }) => session_id !== null),
    );
    const runId = String(dead.id);
    await first.end('SIGKILL');
    await scene.sql("UPDATE monitor_escalations SET lease_until = now() + interval '1 hour' WHERE id = $1", id);
    expect(await marked(runId, 0)).not.toEqual([]);

    await using second = WorkerProcess.start(scene.home, scene.environment());
    await second.logs.until('orphan_reaped');
    expect(await marked(runId, 0)).toEqual([]);
    expect(await scene.runs(id)).toMatchObject([{ outcome: 'lost', cost_usd: '1', ended_at: expect.any(Date) }]);
    // Its time runs out.
    await scene.sql('UPDATE monitor_escalations SET lease_until = now(), status = status WHERE id = $1', id);
    await second.logs.until('escalation_finished');
    expect(await scene.row(id)).toMatchObject({ status: 'inconclusive', attempts: 2, fence: '2' });
    expect(await scene.runs(id)).toMatchObject([{ attempt: 1 }, { attempt: 2, outcome: 'completed' }]);
    // What the first had committed is where the second went on.
    expect(scene.repository.git('show', `paramedic/${incident.id}:app.json`)).toBe(FIXED.trim());
    expect(scene.repository.git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('is no reason to touch the run of one that lives', async () => {
    await using scene = await WorkerScene.open(() => ({ kind: 'hang' }));
    const { id } = await scene.giveUp();
    await using _one = WorkerProcess.start(scene.home, scene.environment());
    await scene.api.untilAsked(1);
    const [run] = await scene.runs(id);
    await scene.giveUp({}, { target: 'shop/db#1' });
    await using other = WorkerProcess.start(scene.home, scene.environment());
    // Nobody claims before his look for orphans, and the one that lives has its hands full.
    await other.logs.until('escalation_claimed');
    expect(await marked(String(run?.id), 0)).not.toEqual([]);
    expect(await scene.runs(id)).toMatchObject([{ outcome: null }]);
    expect(other.logs.logged('orphan_reaped')).toEqual([]);
  });
});

describe('paramedic worker', () => {
  it('says what is missing, stays, and ends with 0 when it is told to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paramedic-worker-'));
    try {
      await using worker = WorkerProcess.start(folder, { PATH: GIT_PATH, HOME: folder, PARAMEDIC_LOG_FORMAT: 'json' });
      expect(await worker.logs.until('no_database_yet')).toMatchObject({
        cure: expect.stringContaining('DATABASE_URL'),
      });
      expect(await worker.end('SIGTERM')).toBe(0);
      expect(worker.said.join('\n')).toContain('there is no key of the Claude API: set ANTHROPIC_API_KEY');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('ends with 2 and all faults where the configuration is wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paramedic-worker-'));
    try {
      await using worker = WorkerProcess.start(folder, {
        PATH: GIT_PATH,
        HOME: folder,
        PARAMEDIC_CLAUDE_CONCURRENCY: '9',
      });
      expect(await worker.exited()).toBe(2);
      expect(JSON.stringify(worker.logs.lines)).toContain('PARAMEDIC_CLAUDE_CONCURRENCY');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
