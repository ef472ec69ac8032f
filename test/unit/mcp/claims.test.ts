import { describe, expect, it, jest } from '@jest/globals';
import { signatureOf } from '../../../src/escalation/signature.ts';
import { aLesson, anEnd, resolving } from '../../support/escalation-records.ts';
import { type McpScene, mcpScene } from '../../support/mcp-scene.ts';
import { connect } from '../../support/postgres.ts';
import { AT } from '../../support/records.ts';

// The first one starts a server of Postgres.
jest.setTimeout(30_000);

const MINUTE = 60_000;
const row = async ({ store }: McpScene, id: string) => (await store.escalations.archive.story(id))?.escalation;

describe('a claim of a session', () => {
  it('lasts half an hour, keeps workers and others away, and is renewed by every call that is about it', async () => {
    await using scene = await mcpScene();
    await using anna = await scene.session('anna');
    await using bo = await scene.session('bo');
    const { escalation, incident } = await scene.store.queue({}, { readyAt: AT + 60_000 });
    const { id } = escalation;
    const text = await anna.ok('claim_escalation', { escalation: id });
    expect(text).toContain('Claimed by mcp:anna for 30 min');
    expect(text).toContain(`# Escalation ${id}`);
    const claimed = { status: 'claimed', claimedBy: 'mcp:anna', leaseUntil: AT + 1_000 + 30 * MINUTE };
    expect(await row(scene, id)).toMatchObject(claimed);
    expect(await bo.refused('claim_escalation', { escalation: id })).toContain('mcp:anna has it');
    expect(
      await scene.store.escalations.queue.claim({ worker: 'w', now: AT + 90_000, leaseMs: 1, maxAttempts: 9 }),
    ).toBe(undefined);
    scene.monitor(() => ({ kind: 'done', text: 'fine' }));
    scene.web.fleet.openList = [incident];
    for (const [minute, tool, given] of [
      [10, 'evidence', { escalation: id }],
      [20, 'logs', { target: incident.target }],
      [30, 'comment', { incident: incident.id, text: 'on it' }],
      [40, 'claim_escalation', { escalation: id }],
      [50, 'restart', { target: incident.target }],
    ] as const) {
      scene.web.clock.at = AT + minute * MINUTE;
      await anna.ok(tool, given);
      expect([tool, (await row(scene, id))?.leaseUntil]).toEqual([tool, AT + (minute + 30) * MINUTE]);
    }
    await bo.ok('logs', { target: incident.target });
    scene.web.clock.at = AT + 60 * MINUTE;
    await bo.ok('logs', { target: incident.target });
    expect((await row(scene, id))?.leaseUntil).toBe(AT + 80 * MINUTE);
    scene.web.clock.at = AT + 80 * MINUTE;
    await bo.ok('claim_escalation', { escalation: id });
    expect(await row(scene, id)).toMatchObject({ claimedBy: 'mcp:bo', fence: 2 });
  });

  it('is what hands over the fixes that helped before: they are counted then, and not when they are only read', async () => {
    await using scene = await mcpScene();
    await using session = await scene.session();
    const { store } = scene;
    const past = await store.queue({ target: 'past' });
    const claim = await store.claim();
    const lesson = aLesson(past.escalation.id, { signature: signatureOf(past.incident), fix: 'turned it round' });
    await store.escalations.queue.finish(claim, anEnd({ lesson }));
    const { escalation } = await store.queue({ target: 'past', timestamp: AT + 20_000 }, { createdAt: AT + 20_000 });
    await using client = await connect(store.url);
    const counted = async () => (await client.query('SELECT recalled FROM monitor_lessons')).rows;
    expect(await session.ok('evidence', { escalation: escalation.id })).toContain('turned it round');
    expect(await counted()).toEqual([{ recalled: 0 }]);
    expect(await session.ok('claim_escalation', { escalation: escalation.id })).toContain('turned it round');
    expect(await counted()).toEqual([{ recalled: 1 }]);
  });

  it('is given back as if it had not been tried, with a word for the next one', async () => {
    await using scene = await mcpScene();
    await using session = await scene.session();
    const { escalation, incident } = await scene.store.queue();
    scene.web.fleet.openList = [incident];
    expect(await session.refused('release_escalation', { escalation: escalation.id })).toMatch(/not claimed it.*\n→ /);
    await session.ok('claim_escalation', { escalation: escalation.id });
    const said = await session.ok('release_escalation', { escalation: escalation.id, text: 'it is the port' });
    expect(said).toContain('on the queue again');
    expect(await row(scene, escalation.id)).toMatchObject({ status: 'queued', attempts: 0, claimedBy: undefined });
    const [line] = scene.web.office.ledger.calls.flat().flatMap((it) => (it.kind === 'timeline' ? it.entry : []));
    expect(line).toMatchObject({ kind: 'comment', detail: { by: 'mcp:anna', text: 'it is the port' } });
  });

  it('of what is over, or wanted ended, is not to be had', async () => {
    await using scene = await mcpScene();
    await using session = await scene.session();
    const { escalation } = await scene.store.queue();
    await scene.store.escalations.orders.cancel(escalation.id, 'bo', AT);
    const over = await session.refused('claim_escalation', { escalation: escalation.id });
    expect(over).toBe(
      `It is over: cancelled.\n→ If it is not mended, put it on the queue anew: paramedic escalations retry ${escalation.id}`,
    );
    const held = await scene.store.queue({ target: 'b' });
    await scene.store.claim();
    await scene.store.escalations.orders.cancel(held.escalation.id, 'bo', AT);
    expect(await session.refused('claim_escalation', { escalation: held.escalation.id })).toContain(
      'is being cancelled',
    );
  });

  it('hears of it when somebody wants it ended, and ends it by giving it back', async () => {
    await using scene = await mcpScene();
    await using session = await scene.session();
    const { escalation } = await scene.store.queue();
    await session.ok('claim_escalation', { escalation: escalation.id });
    await scene.store.escalations.orders.cancel(escalation.id, 'bo', AT);
    const warned = await session.ok('evidence', { escalation: escalation.id });
    expect(warned).toContain('Somebody wants this escalation ended (cancelled by bo): stop');
    const ended = await session.ok('release_escalation', { escalation: escalation.id });
    expect(ended).toBe('It has ended: cancelled (asked_to_cancel).');
    expect(await row(scene, escalation.id)).toMatchObject({ status: 'cancelled' });
  });
});

describe('resolve with a claimed escalation', () => {
  it('settles nothing before all of its incidents were seen resolved, whatever is said', async () => {
    await using scene = await mcpScene();
    await using session = await scene.session();
    const { escalation, incident } = await scene.store.queue();
    await session.ok('claim_escalation', { escalation: escalation.id });
    const text = 'It is certainly mended.';
    const early = await session.refused('resolve', { escalation: escalation.id, text });
    expect(early).toContain(`container_unhealthy of \`shop/web#1\` (${incident.id}) not resolved`);
    expect(early).toMatch(/\n→ .*healthy for 30 s/);
    expect((await row(scene, escalation.id))?.status).toBe('claimed');
  });

  it.each([
    ['claude', 'resolved', 'verified'],
    ['self_recovered', 'cancelled', 'recovered_without_claude'],
    ['human', 'cancelled', 'resolved_by_a_person'],
  ] as const)('then ends as observed: %s is %s', async (resolution, outcome, reason) => {
    await using scene = await mcpScene();
    await using session = await scene.session();
    const { escalation, incident } = await scene.store.queue();
    await session.ok('claim_escalation', { escalation: escalation.id });
    await scene.store.ledger.record(resolving(incident, resolution));
    scene.web.clock.at = AT + 61_000;
    const said = await session.ok('resolve', { escalation: escalation.id, text: 'It was the port.' });
    expect(said).toBe(`It has ended: ${outcome} (${reason}).`);
    const story = await scene.store.escalations.archive.story(escalation.id);
    const summary = 'It was the port.';
    expect(story?.escalation).toMatchObject({ status: outcome, outcomeReason: reason, durationMs: 60_000, summary });
    expect(story?.timeline.at(-1)).toMatchObject({
      ...{ kind: `escalation_${outcome}`, reason, incidentId: incident.id },
      detail: { by: 'mcp:anna', escalation: escalation.id },
    });
  });

  it('is nothing that another session could do', async () => {
    await using scene = await mcpScene();
    await using anna = await scene.session('anna');
    await using bo = await scene.session('bo');
    const { escalation, incident } = await scene.store.queue();
    await anna.ok('claim_escalation', { escalation: escalation.id });
    await scene.store.ledger.record(resolving(incident, 'claude'));
    expect(await bo.refused('resolve', { escalation: escalation.id })).toContain('claimed, by mcp:anna');
    expect((await row(scene, escalation.id))?.status).toBe('claimed');
  });
});
