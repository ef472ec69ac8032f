import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { startedAt } from '../../../src/claude/proc.ts';
import { eventually } from '../../support/eventually.ts';
import { report, type Script, steps, use } from '../../support/fake-claude-api/script.ts';
import { HurryingClock } from '../../support/hurrying-clock.ts';
import { BROKEN, FIXED, WorkerScene } from '../../support/worker-scene.ts';

jest.setTimeout(60_000);

const unauthorised: Script = () => ({ kind: 'error', status: 401, type: 'authentication_error' });

describe('a worker', () => {
  it('keeps the budget of an hour also over its own restart', async () => {
    await using scene = await WorkerScene.open(steps(report()));
    const config = scene.config({ runsPerHour: 1 });
    await scene.giveUp();
    const first = await scene.work(config);
    await scene.logs.until('escalation_finished');
    const { id } = await scene.giveUp({}, { target: 'shop/db#1' });
    await scene.logs.until('launches_held');
    expect(scene.logs.logged('launches_held')).toEqual([{ reason: 'runs_per_hour' }]);
    await first.stop();
    const second = await scene.work(config);
    await scene.logs.until('launches_held', 2);
    expect(await scene.row(id)).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await scene.sql('SELECT id FROM monitor_runs')).toHaveLength(1);
    await second.stop();
    // Room again: the first run leaves the hour.
    await scene.sql("UPDATE monitor_runs SET started_at = started_at - interval '61 min'");
    await scene.work(config);
    await scene.logs.until('escalation_finished', 2);
    expect(await scene.row(id)).toMatchObject({ status: 'inconclusive' });
  });

  it('tries again what never came to work, and gives up with a word to people after the last attempt', async () => {
    await using scene = await WorkerScene.open(unauthorised);
    const { id, incident } = await scene.giveUp();
    const config = scene.config();
    await scene.work({ ...config, escalation: { ...config.escalation, maxAttempts: 2 } });
    expect(await scene.logs.until('escalation_released')).toMatchObject({ reason: 'api_error', again_in_ms: 60_000 });
    const [row] = await scene.sql<{ status: string; wait: number }>(
      'SELECT status, extract(epoch FROM ready_at - now())::int AS wait FROM monitor_escalations WHERE id = $1',
      id,
    );
    expect(row).toMatchObject({ status: 'queued', wait: expect.any(Number) });
    expect(row?.wait).toBeGreaterThan(50);
    await scene.sql('UPDATE monitor_escalations SET ready_at = now(), status = status WHERE id = $1', id);
    await scene.logs.until('escalation_finished');
    expect(await scene.row(id)).toMatchObject({ status: 'failed', outcome_reason: 'attempts_exhausted', attempts: 2 });
    expect(await scene.told()).toEqual(['escalation_failed']);
    expect(await scene.runs(id)).toMatchObject([{ outcome: 'api_error' }, { outcome: 'api_error', attempt: 2 }]);
    expect(await scene.timeline(incident)).toContain('escalation_failed attempts_exhausted');
  });

  it('launches nothing and says why while there is no key', async () => {
    await using scene = await WorkerScene.open(steps(report()));
    const { id } = await scene.giveUp();
    await scene.work(scene.config({ apiKey: undefined }));
    const { reason } = await scene.logs.until('worker_not_able');
    expect(reason).toContain('ANTHROPIC_API_KEY');
    const told = await eventually('a heartbeat', async () => {
      return (await scene.sql('SELECT host, able, reason FROM monitor_workers'))[0];
    });
    expect(told).toEqual({ host: 'box', able: false, reason });
    expect(await scene.row(id)).toMatchObject({ status: 'queued', attempts: 0 });
  });
});

describe('the workspace', () => {
  it('is a worktree beside a checkout in which somebody works, also where in place was asked for', async () => {
    await using scene = await WorkerScene.open(
      steps(use('Read', { file_path: 'app.json' }), use('Write', { file_path: 'app.json', content: FIXED }), report()),
    );
    const { incident, id } = await scene.giveUp();
    scene.repository.write('notes.txt', 'half a thought\n');
    await scene.work(scene.config({ inPlace: true }));
    await scene.logs.until('escalation_finished');
    expect(scene.repository.git('status', '--porcelain')).toBe('?? notes.txt');
    expect(scene.repository.git('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(scene.repository.git('show', `paramedic/${incident.id}:app.json`)).toBe(FIXED.trim());
    expect(await scene.timeline(incident)).toContain('claude_started worktree');
    expect((await scene.row(id)).acted_at).toBeNull();
  });

  it('in place is an act from the first change on, and is put back when it did not help', async () => {
    await using scene = await WorkerScene.open(
      steps(use('Read', { file_path: 'app.json' }), use('Write', { file_path: 'app.json', content: FIXED }), report()),
    );
    const { incident, id } = await scene.giveUp();
    const clock = new HurryingClock();
    await scene.work(scene.config({ inPlace: true }), clock);
    await scene.logs.until('claude_finished');
    expect((await scene.row(id)).acted_at).toEqual(expect.any(Date));
    clock.hurry(15);
    await scene.logs.until('escalation_finished');
    expect(await scene.row(id)).toMatchObject({ status: 'inconclusive', outcome_reason: 'not_verified' });
    expect(scene.repository.git('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(scene.repository.git('show', 'HEAD:app.json')).toBe(BROKEN.trim());
    expect(scene.repository.git('show', `paramedic/${incident.id}:app.json`)).toBe(FIXED.trim());
  });

  it('in place belongs to one run until it has been put back, and is free when the escalation has ended', async () => {
    await using scene = await WorkerScene.open(
      steps(use('Read', { file_path: 'app.json' }), use('Write', { file_path: 'app.json', content: FIXED }), report()),
    );
    const { id } = await scene.giveUp();
    await scene.sql('CREATE TABLE open_at_end (runs bigint)');
    await scene.sql(`CREATE FUNCTION note_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO open_at_end SELECT count(*) FROM monitor_runs WHERE ended_at IS NULL; RETURN NULL; END $$`);
    await scene.sql(`CREATE TRIGGER note_open AFTER UPDATE ON monitor_escalations FOR EACH ROW
      WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL) EXECUTE FUNCTION note_open()`);
    const atClose: unknown[] = [];
    const clock = new HurryingClock();
    await scene.work(scene.config({ inPlace: true }), clock, (deps) => ({
      ...deps,
      workshop: {
        open: (order) => deps.workshop.open(order),
        survey: (workspace) => deps.workshop.survey(workspace),
        clearAway: (...about) => deps.workshop.clearAway(...about),
        close: async (workspace, how) => {
          atClose.push(...(await scene.runs(id)));
          return deps.workshop.close(workspace, how);
        },
      },
    }));
    await scene.logs.until('claude_finished');
    // Budgets have to know what it has cost before it is over.
    const [run] = await scene.runs(id);
    expect(Number(run?.cost_usd)).toBeGreaterThan(0);
    clock.hurry(15);
    await scene.logs.until('escalation_finished');
    expect(atClose).toMatchObject([{ ended_at: null, outcome: null }]);
    expect(await scene.sql('SELECT * FROM open_at_end')).toEqual([{ runs: '0' }]);
    const [ended] = await scene.runs(id);
    expect(ended).toMatchObject({ outcome: 'completed', cost_usd: run?.cost_usd });
    expect((await scene.row(id)).cost_usd).toBe(run?.cost_usd);
  });

  it('is none where a label names a folder that the operator has not listed', async () => {
    await using scene = await WorkerScene.open(
      steps(use('Write', { file_path: join('/nowhere', 'app.json'), content: FIXED }), report()),
    );
    const { id, incident } = await scene.giveUp({ project: undefined, workspace: scene.repository.path });
    await scene.work(scene.config({ workspaces: {}, workspaceRoots: [join(dirname(scene.repository.path), 'other')] }));
    await scene.logs.until('escalation_finished');
    expect(scene.logs.logged('no_workspace')).toMatchObject([{ reason: 'label_outside_roots' }]);
    expect(await scene.timeline(incident)).toContain('claude_started read_only');
    expect(await scene.row(id)).toMatchObject({ branch: null, denials: [{ tool: 'Write' }] });
    expect(JSON.stringify(scene.api.asked[0]?.body.messages)).toContain('There is no workspace');
  });

  it('is the folder that a label names below one that the operator has listed', async () => {
    await using scene = await WorkerScene.open(steps(report()));
    const { id } = await scene.giveUp({ project: undefined, workspace: scene.repository.path });
    await scene.work(scene.config({ workspaces: {}, workspaceRoots: [dirname(scene.repository.path)] }));
    await scene.logs.until('escalation_finished');
    expect(await scene.runs(id)).toMatchObject([{ workspace: scene.repository.path }]);
  });

  it("is left to somebody's own Claude Code as long as that works there", async () => {
    await using scene = await WorkerScene.open(steps(report()));
    const sessions = join(scene.home, '.claude', 'sessions');
    mkdirSync(sessions, { recursive: true });
    const procStart = await startedAt(process.pid);
    const session = { pid: process.pid, cwd: join(scene.repository.path, 'src'), procStart };
    writeFileSync(join(sessions, `${process.pid}.json`), JSON.stringify(session));
    const { id } = await scene.giveUp();
    await scene.work();
    expect(await scene.logs.until('escalation_waits')).toMatchObject({
      reason: 'agent_in_workspace',
      pid: process.pid,
    });
    await scene.until(async () => ((await scene.row(id)).status === 'queued' ? true : undefined));
    expect(await scene.row(id)).toMatchObject({ attempts: 0 });
    expect(await scene.runs(id)).toEqual([]);
    // The file stays when a session is killed: its number alone says nothing.
    writeFileSync(
      join(sessions, `${process.pid}.json`),
      JSON.stringify({ ...session, procStart: (procStart ?? 0) + 1 }),
    );
    await scene.sql('UPDATE monitor_escalations SET ready_at = now(), status = status WHERE id = $1', id);
    await scene.logs.until('escalation_finished');
  });
});
