import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { bash, REPORT, report, steps, use } from '../../support/fake-claude-api/script.ts';
import { BROKEN, FIXED, WorkerScene } from '../../support/worker-scene.ts';

// Each test starts Claude Code, which takes its time on a busy machine.
jest.setTimeout(60_000);

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('an escalation', () => {
  it('is inconclusive, and a person is told, when Claude Code only reports', async () => {
    await using scene = await WorkerScene.open(steps(use('mcp__paramedic__incident', {}), report()));
    const { id, incident } = await scene.giveUp();
    await scene.work();
    await scene.logs.until('escalation_finished');

    expect(await scene.row(id)).toMatchObject({
      ...{ status: 'inconclusive', outcome_reason: 'nothing_done', attempts: 1, turns: 3, acted_at: null, commits: [] },
      ...{ session_id: expect.any(String), branch: `paramedic/${incident.id}`, lease_until: null },
      report: { rootCause: REPORT.root_cause, confidence: 'high' },
    });
    expect(await scene.runs(id)).toMatchObject([
      {
        attempt: 1,
        outcome: 'completed',
        turns: 3,
        workspace: scene.repository.path,
        worker_host: 'box',
        pid: expect.any(Number),
      },
    ]);
    expect(await scene.timeline(incident)).toEqual([
      'claude_started worktree',
      'claude_finished completed',
      'escalation_inconclusive nothing_done',
    ]);
    expect(await scene.told()).toEqual(['escalation_inconclusive']);
    const logged = scene.logs.lines.map(({ event }) => event);
    expect(logged.filter((event) => /^(escalation|claude)_/.test(event))).toEqual([
      ...['escalation_claimed', 'claude_started', 'claude_speaks', 'claude_finished', 'escalation_finished'],
    ]);
    // Nothing was changed, so nothing is left in the repository.
    expect(scene.repository.git('branch', '--list', 'paramedic/*')).toBe('');
  });

  it('leaves its story on disk, for nobody else to read, and nothing of the run', async () => {
    await using scene = await WorkerScene.open(steps(report()));
    const { id } = await scene.giveUp();
    await scene.work();
    await scene.logs.until('escalation_finished');
    const folder = join(scene.dataDir, 'escalations', id);
    expect(scene.file(`escalations/${id}/briefing.md`)).toContain(`# Escalation ${id}`);
    expect(scene.file(`escalations/${id}/evidence/1-container_unhealthy.log.txt`)).toContain('| Error: bad JSON');
    expect(JSON.parse(scene.file(`escalations/${id}/outcome.json`) ?? '')).toMatchObject({
      ...{ escalation: id, outcome: 'inconclusive', reason: 'nothing_done', attempt: 1, run: { outcome: 'completed' } },
    });
    expect(scene.file(`escalations/${id}/transcript.jsonl`)).toContain('"kind":"concluded"');
    for (const name of ['briefing.md', 'outcome.json', 'transcript.jsonl', 'evidence/1-container_unhealthy.log.txt']) {
      expect(mode(join(folder, name))).toBe('600');
    }
    expect(mode(folder)).toBe('700');
    const [run] = await scene.runs(id);
    expect(scene.file(`runs/${run?.id}/home`)).toBeUndefined();
    expect(() => statSync(join(scene.dataDir, 'runs', String(run?.id)))).toThrow('ENOENT');
  });

  it('keeps a fix on a branch and the running checkout as it is, and counts it as nothing before health is seen', async () => {
    await using scene = await WorkerScene.open(
      steps(
        use('Read', { file_path: 'app.json' }),
        use('Write', { file_path: 'app.json', content: FIXED }),
        bash('git commit -am "Remove the comma that is too many"'),
        report(),
      ),
    );
    const { id, incident } = await scene.giveUp();
    await scene.work();
    await scene.logs.until('escalation_finished');
    expect(await scene.row(id)).toMatchObject({
      ...{ status: 'inconclusive', outcome_reason: 'nothing_done', denials: [] },
      commits: [{ subject: 'Remove the comma that is too many' }],
      diff_stat: { files: 1, insertions: 1, deletions: 1 },
    });
    expect(scene.repository.git('show', `paramedic/${incident.id}:app.json`)).toBe(FIXED.trim());
    expect(scene.repository.git('show', 'HEAD:app.json')).toBe(BROKEN.trim());
    expect(scene.repository.git('status', '--porcelain')).toBe('');
  });

  it('is resolved, with a lesson, once the monitor has seen health after a restart that was asked for', async () => {
    await using scene = await WorkerScene.open(
      steps(use('mcp__paramedic__container_restart', { target: 'shop/web#1' }), report()),
    );
    const { id, incident } = await scene.giveUp();
    let actedBefore: unknown;
    await scene.monitor(async ({ tool, askedBy, escalationId }) => {
      actedBefore = (await scene.row(id)).acted_at;
      expect([tool, askedBy, escalationId]).toEqual(['restart', `claude:${id}`, id]);
      await scene.resolve(incident, 'claude');
      return { kind: 'done', text: 'restart carried out' };
    });
    await scene.work();
    await scene.logs.until('escalation_finished');
    expect(actedBefore).toBeNull();
    const resolved = { status: 'resolved', outcome_reason: 'verified', acted_at: expect.any(Date) };
    expect(await scene.row(id)).toMatchObject(resolved);
    expect(await scene.told()).toEqual(['escalation_resolved']);
    expect(await scene.sql('SELECT root_cause, fix FROM monitor_lessons')).toEqual([
      { root_cause: REPORT.root_cause, fix: REPORT.actions.join(' ') },
    ]);
  });
});
