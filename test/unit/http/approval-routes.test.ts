import { describe, expect, it, jest } from '@jest/globals';
import type { ApprovalReport } from '../../../src/escalation/as-json.ts';
import { onCallScene } from '../../support/on-call-scene.ts';
import { faultsOf } from '../../support/openapi.ts';
import { AT } from '../../support/records.ts';
import type { Web } from '../../support/web.ts';

// The first one starts a server of Postgres.
jest.setTimeout(30_000);

interface Page {
  items: ApprovalReport[];
  next: string | null;
}
const list = async (web: Web, query = ''): Promise<Page> => {
  const answer = await web.ask(`/api/approvals${query}`);
  expect([answer.status, faultsOf('GET', '/api/approvals', answer.status, answer.json())]).toEqual([200, []]);
  return answer.json<Page>();
};

describe('/api/approvals', () => {
  it('shows exactly what would be done, by status, newest first, page by page', async () => {
    await using scene = await onCallScene();
    const { store, web } = scene;
    await store.queue();
    const claim = await store.claim();
    const toolInput = { command: 'npm test\n# ✓ \u202e'.padEnd(9_000, 'x') };
    const [old, young] = [
      await store.ask(claim, { toolInput }),
      await store.ask(claim, { createdAt: AT + 4_000, reason: 'changes_schema' }),
    ];
    expect((await list(web)).items.map(({ id }) => id)).toEqual([young.id, old.id]);
    expect((await list(web, '?limit=1')).next).toBe('2026-11-20T12:00:04.000Z');
    const [second] = (await list(web, '?limit=1&before=2026-11-20T12:00:04.000Z')).items;
    expect([second?.id, second?.toolInput]).toEqual([old.id, toolInput]);
    await web.send('POST', `/api/approvals/${young.id}/deny`, { by: 'anna' });
    expect((await list(web, '?status=pending')).items.map(({ id }) => id)).toEqual([old.id]);
    expect((await web.ask('/api/approvals?status=open')).status).toBe(400);
  });

  it.each([
    ['approve', 'approved'],
    ['deny', 'denied'],
  ])('%s holds once, and tells who', async (word, status) => {
    await using scene = await onCallScene();
    const { store, web } = scene;
    await store.queue();
    const asked = await store.ask(await store.claim());
    const path = `/api/approvals/${asked.id.slice(0, 20)}/${word}`;
    const answer = await web.send('POST', path, { by: 'anna' });
    expect(faultsOf('POST', `/api/approvals/{id}/${word}`, answer.status, answer.json())).toEqual([]);
    expect(answer.json<ApprovalReport>()).toMatchObject({ id: asked.id, status, decidedBy: 'anna' });
    const again = await web.send('POST', `/api/approvals/${asked.id}/approve`, { by: 'bo' });
    expect([again.status, again.json().detail]).toEqual([409, `It is ${status} already, by anna.`]);
    expect((await store.escalations.approvals.approval(asked.id))?.decidedBy).toBe('anna');
  });

  it('cannot be granted when its time is over: that was a no', async () => {
    await using scene = await onCallScene();
    const { store, web } = scene;
    await store.queue();
    const asked = await store.ask(await store.claim());
    web.clock.at = asked.expiresAt;
    const answer = await web.send('POST', `/api/approvals/${asked.id}/approve`, { by: 'anna' });
    expect([answer.status, answer.json().detail]).toEqual([409, 'Nobody answered in time, and that was a no.']);
    expect((await store.escalations.approvals.approval(asked.id))?.status).toBe('pending');
  });

  it('is not guessed from an id that fits several', async () => {
    await using scene = await onCallScene();
    const { store, web } = scene;
    await store.queue();
    const claim = await store.claim();
    await store.ask(claim, { id: '01990000-0000-7000-8000-000000000001' });
    await store.ask(claim, { id: '01990000-0000-7000-8000-000000000002' });
    expect((await web.send('POST', '/api/approvals/01990000/approve', { by: 'anna' })).status).toBe(409);
    expect((await list(web, '?status=pending')).items).toHaveLength(2);
  });
});
