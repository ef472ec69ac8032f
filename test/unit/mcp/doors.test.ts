import { describe, expect, it, jest } from '@jest/globals';
import { McpSession } from '../../support/mcp-session.ts';
import { onCallScene } from '../../support/on-call-scene.ts';

// The first one starts a server of Postgres.
jest.setTimeout(30_000);

const message = (method: string, params: object = {}) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const ask = (tool: string, args: object = {}) => message('tools/call', { name: tool, arguments: args });

describe('/mcp where a token is set', () => {
  it('wants it from everybody, also on loopback, also for reading', async () => {
    await using scene = await onCallScene();
    for (const authorization of [undefined, 'Bearer wrong', `Basic ${Buffer.from('x:secret').toString('base64')}`]) {
      const headers = { ...HEADERS, ...(authorization && { authorization }) };
      for (const body of [message('tools/list'), ask('list_incidents')]) {
        expect((await scene.web.ask('/mcp', { method: 'POST', headers, body })).status).toBe(401);
      }
    }
    const headers = { ...HEADERS, authorization: 'Bearer secret' };
    const answer = await scene.web.ask('/mcp', { method: 'POST', headers, body: ask('list_incidents') });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('No incidents.')]);
  });

  it('takes POST only', async () => {
    await using scene = await onCallScene();
    for (const method of ['GET', 'DELETE']) {
      const answer = await scene.web.ask('/mcp', { method, headers: { authorization: 'Bearer secret' } });
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, 'POST']);
    }
  });

  it('answers what is no message of MCP with an error, and goes on', async () => {
    await using scene = await onCallScene();
    const headers = { ...HEADERS, authorization: 'Bearer secret' };
    const post = (body: string) => scene.web.ask('/mcp', { method: 'POST', headers, body });
    expect((await post('{"no":"message"}')).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    expect((await post(ask('no_such_tool'))).text).toContain('no_such_tool');
    expect((await post(message('tools/list'))).status).toBe(200);
  });
});

describe('/mcp where no token is set', () => {
  it('reads for this machine, and changes nothing', async () => {
    await using scene = await onCallScene({});
    const { escalation } = await scene.store.queue();
    const asked = await scene.store.ask(await scene.store.claim());
    await using session = await McpSession.overHttp(`http://127.0.0.1:${scene.web.port}`);
    expect(await session.ok('list_escalations')).toContain(escalation.id);
    for (const [tool, given] of [
      ['decide_approval', { approval: asked.id, decision: 'approve' }],
      ['claim_escalation', { escalation: escalation.id }],
      ['restart', { target: 'shop/web#1' }],
      ['resolve', { escalation: escalation.id }],
    ] as const) {
      expect([tool, await session.refused(tool, given)]).toEqual([
        tool,
        expect.stringMatching(/^Changes need a token.*\n→ Set PARAMEDIC_TOKEN/),
      ]);
    }
    expect((await scene.store.escalations.approvals.approval(asked.id))?.status).toBe('pending');
  });
});

describe('a web page', () => {
  it.each([{}, { token: 'secret' }])('of another origin gets no answer (%j)', async (options) => {
    await using scene = await onCallScene(options);
    const authorization = 'Bearer secret';
    const own = `127.0.0.1:${scene.web.port}`;
    const post = (headers: Record<string, string>) =>
      scene.web.ask('/mcp', {
        method: 'POST',
        headers: { ...HEADERS, authorization, ...headers },
        body: ask('list_incidents'),
      });
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null', `http://${own}.evil.example`]) {
      expect([origin, (await post({ origin })).status]).toEqual([origin, 403]);
    }
    expect((await post({ host: 'evil.example', origin: 'http://evil.example' })).status).toBe(421);
    expect((await post({ origin: `http://${own}` })).status).toBe(200);
  });
});

describe('the name of a session', () => {
  it.each([
    ['anna', 'mcp:anna'],
    ['claude:0192d8a4', 'mcp:claude0192d8a4'],
    ['', 'mcp:session'],
    ['`x`<b>', 'mcp:xb'],
    ['x'.repeat(200), `mcp:${'x'.repeat(60)}`],
  ])('%j is %s, never that of a run', async (name, who) => {
    await using scene = await onCallScene();
    const { escalation } = await scene.store.queue();
    const headers = { authorization: 'Bearer secret', 'x-paramedic-name': name };
    await using session = await McpSession.overHttp(`http://127.0.0.1:${scene.web.port}`, headers);
    await session.ok('claim_escalation', { escalation: escalation.id });
    expect((await scene.store.escalations.archive.story(escalation.id))?.escalation.claimedBy).toBe(who);
  });
});
