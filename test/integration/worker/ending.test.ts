import { describe, expect, it, jest } from '@jest/globals';
import { marked } from '../../../src/claude/proc.ts';
import { report, type Script, steps, use } from '../../support/fake-claude-api/script.ts';
import { WorkerScene } from '../../support/worker-scene.ts';

jest.setTimeout(60_000);

/** A model that thinks for ever. */
const silent: Script = () => ({ kind: 'hang' });

/** A run is under way: Claude Code has asked the API. */
async function underWay(script: Script = silent, asked = 1) {
  const scene = await WorkerScene.open(script);
  const { id, incident } = await scene.giveUp();
  const worker = await scene.work();
  await scene.api.untilAsked(asked);
  const [run] = await scene.runs(id);
  return { scene, id, incident, worker, runId: String(run?.id) };
}

describe('a run', () => {
  it('is ended within 5 s when somebody cancels the escalation, with all its processes', async () => {
    const { scene, id, incident, runId } = await underWay();
    await using _ = scene;
    expect(await marked(runId, 0)).not.toEqual([]);
    const asked = performance.now();
    await scene.store.orders.cancel(id, 'ann', Date.now());
    await scene.logs.until('escalation_finished');
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(await scene.row(id)).toMatchObject({ status: 'cancelled', outcome_reason: 'asked_to_cancel' });
    expect(await scene.runs(id)).toMatchObject([{ outcome: 'cancelled' }]);
    expect(await marked(runId, 0)).toEqual([]);
    expect(await scene.told()).toEqual([]);
    expect(await scene.timeline(incident)).toContain('escalation_cancelled asked_to_cancel');
  });

  it('is ended within 5 s when the incident is over before it has done anything', async () => {
    const { scene, id, incident } = await underWay();
    await using _ = scene;
    const over = performance.now();
    await scene.resolve(incident, 'self_recovered');
    await scene.logs.until('escalation_finished');
    expect(performance.now() - over).toBeLessThan(5_000);
    expect(await scene.row(id)).toMatchObject({ status: 'cancelled', outcome_reason: 'recovered_without_claude' });
    expect(scene.logs.logged('claude_finished')).toMatchObject([{ aborted: 'over' }]);
  });

  it('may still report when the incident is over after an act of its own', async () => {
    const reported: Script = (turn, attempt, request) =>
      turn === 0
        ? steps(use('mcp__paramedic__container_restart', { target: 'shop/web#1' }))(turn, attempt, request)
        : steps(use('mcp__paramedic__incident', {}), use('mcp__paramedic__incident', {}), report())(
            turn,
            attempt,
            request,
          );
    await using scene = await WorkerScene.open(reported);
    const { id, incident } = await scene.giveUp();
    await scene.monitor(async () => {
      await scene.resolve(incident, 'claude');
      return { kind: 'done', text: 'restart carried out' };
    });
    await scene.work();
    await scene.logs.until('escalation_finished');
    expect(await scene.runs(id)).toMatchObject([{ outcome: 'completed' }]);
    expect(await scene.row(id)).toMatchObject({ status: 'resolved' });
  });

  it('is ended at once when its claim is lost, and leaves the escalation to whoever has it', async () => {
    const { scene, id, incident, runId } = await underWay();
    await using _ = scene;
    const others = "SET fence = fence + 1, claimed_by = 'other:1', lease_until = now() + interval '1 hour'";
    await scene.sql(`UPDATE monitor_escalations ${others} WHERE id = $1`, id);
    const [row, timeline] = [await scene.row(id), await scene.timeline(incident)];
    await scene.logs.until('claim_lost');
    expect(await marked(runId, 0)).toEqual([]);
    expect(await scene.row(id)).toEqual(row);
    expect(await scene.timeline(incident)).toEqual(timeline);
    expect(await scene.told()).toEqual([]);
    expect(scene.file(`escalations/${id}/outcome.json`)).toBeUndefined();
    // Its own row is a fact, and keeps nobody out of the workspace.
    expect(await scene.runs(id)).toMatchObject([{ outcome: 'cancelled' }]);
    expect(scene.repository.git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
  });

  it('changes nothing by its tools once its claim is lost', async () => {
    const requests: string[] = [];
    await using scene = await WorkerScene.open(
      steps(use('mcp__paramedic__container_restart', { target: 'shop/web#1' }), report()),
    );
    const { id } = await scene.giveUp();
    await scene.monitor(async ({ tool }) => {
      requests.push(tool);
      return { kind: 'done', text: 'x' };
    });
    // Between the claim and the first call of a tool, and without a word to the worker.
    await scene.sql(`CREATE FUNCTION steal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      UPDATE monitor_escalations SET fence = fence + 1 WHERE id = NEW.escalation_id; RETURN NULL; END $$`);
    await scene.sql(`CREATE TRIGGER steal AFTER UPDATE OF session_id ON monitor_runs FOR EACH ROW
      WHEN (OLD.session_id IS NULL AND NEW.session_id IS NOT NULL) EXECUTE FUNCTION steal()`);
    await scene.work();
    await scene.logs.until('claim_lost');
    expect(requests).toEqual([]);
    expect(await scene.sql('SELECT * FROM monitor_requests')).toEqual([]);
    expect((await scene.row(id)).acted_at).toBeNull();
  });

  it('goes back to the queue untried when the worker is told to end', async () => {
    const { scene, id, worker, runId } = await underWay();
    await using _ = scene;
    await worker.stop();
    expect(await scene.row(id)).toMatchObject({ status: 'queued', attempts: 0, claimed_by: null, lease_until: null });
    expect(await marked(runId, 0)).toEqual([]);
    expect(await scene.sql('SELECT able, reason FROM monitor_workers')).toEqual([{ able: false, reason: 'stopped' }]);
  });
});
