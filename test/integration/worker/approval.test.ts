import { describe, expect, it, jest } from '@jest/globals';
import { report, steps, toolResults, use } from '../../support/fake-claude-api/script.ts';
import { WorkerScene } from '../../support/worker-scene.ts';

jest.setTimeout(60_000);

const PIPELINE = '.github/workflows/ci.yml';
const WRITES = steps(use('Write', { file_path: PIPELINE, content: 'on: push\n' }), report());

interface Asked extends Record<string, unknown> {
  id: string;
  status: string;
}

/** A run has come to a call that a person has to decide on. */
async function asking(approvalMs = 600_000) {
  const scene = await WorkerScene.open(WRITES);
  const { id, incident } = await scene.giveUp();
  await scene.work(scene.config({ approvalMs }));
  const asked = async () => (await scene.sql<Asked>('SELECT * FROM monitor_approvals'))[0];
  return { scene, id, incident, asked };
}

const untilAsked = ({ scene, id, asked }: Awaited<ReturnType<typeof asking>>): Promise<Asked> =>
  scene.until(async () => {
    const { status } = await scene.row(id);
    return status === 'awaiting_approval' ? asked() : undefined;
  });

describe('a call that a person has to decide on', () => {
  it('is carried out once it is granted, and the session goes on', async () => {
    const it = await asking();
    await using scene = it.scene;
    const approval = await untilAsked(it);
    expect(approval).toMatchObject({
      ...{
        tool_name: 'Write',
        tool_input: { file_path: expect.stringContaining(PIPELINE), content: 'on: push\n' },
        status: 'pending',
      },
      ...{ reason: 'ci_workflow', escalation_id: it.id },
    });
    expect(await scene.told()).toEqual(['approval_needed']);
    await scene.store.orders.decide(approval.id, 'approved', 'ann', Date.now());
    await scene.logs.until('escalation_finished');
    expect(scene.repository.git('show', `paramedic/${it.incident.id}:${PIPELINE}`)).toBe('on: push');
    expect(await scene.timeline(it.incident)).toEqual([
      ...['claude_started worktree', 'approval_asked ci_workflow', 'approval_decided approved'],
      ...['claude_finished completed', 'escalation_inconclusive nothing_done'],
    ]);
  });

  it('is not carried out when it is denied, and the session goes on', async () => {
    const it = await asking();
    await using scene = it.scene;
    const approval = await untilAsked(it);
    await scene.store.orders.decide(approval.id, 'denied', 'ann', Date.now());
    await scene.logs.until('escalation_finished');
    expect(await scene.row(it.id)).toMatchObject({ denials: [{ tool: 'Write', reason: 'ci_workflow' }] });
    expect(await scene.runs(it.id)).toMatchObject([{ outcome: 'completed' }]);
    expect(scene.repository.git('branch', '--list', 'paramedic/*')).toBe('');
    const last = scene.api.asked.at(-1);
    expect(last && toolResults(last.body)[0]?.text).toContain('A person has denied it.');
  });

  it('is not carried out when nobody answers in time', async () => {
    const it = await asking(1_500);
    await using scene = it.scene;
    await scene.logs.until('escalation_finished');
    const approval = await it.asked();
    expect(approval?.status).toBe('expired');
    expect(await scene.store.orders.decide(String(approval?.id), 'approved', 'ann', Date.now())).toBeUndefined();
    expect(await scene.row(it.id)).toMatchObject({ denials: [{ tool: 'Write', reason: 'ci_workflow' }] });
    expect(scene.repository.git('branch', '--list', 'paramedic/*')).toBe('');
  });
});
