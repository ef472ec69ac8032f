import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { createHttpServer } from '../../../src/http/server.ts';
import { waitingDesk } from '../../../src/watch/waiting-desk.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { FakeArchive, FakeFleet } from '../../support/fleet.ts';
import { emptyOnCall } from '../../support/on-call-store.ts';
import { Web } from '../../support/web.ts';

const server = (host: string, port = 0, token?: string) =>
  createHttpServer({
    config: { listen: { host, port }, token },
    fleet: new FakeFleet(),
    archive: new FakeArchive(),
    desk: waitingDesk(() => 'a test'),
    ...emptyOnCall(),
    metrics: { contentType: 'text/plain', render: async () => Buffer.of() },
    clock: new FixedClock(),
    logger: silentLogger,
    version: '1.2.3',
  });

describe('starting', () => {
  it('refuses to listen wide without a token', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'box.lan']) {
      expect(() => server(host)).toThrow(expect.objectContaining({ code: 'listen_without_token' }));
    }
  });

  it('says that the port is taken, and what to do', async () => {
    await using web = await Web.start();
    const second = server('127.0.0.1', web.port);
    const error = await second.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ParamedicError);
    expect(error).toMatchObject({ code: 'cannot_listen', message: expect.stringContaining('the port is taken') });
    expect(error).toMatchObject({ cure: expect.stringContaining('PARAMEDIC_LISTEN') });
    await second.stop();
  });

  it('tells where it listens', async () => {
    await using web = await Web.start();
    expect(web.server.address()).toEqual({ host: '127.0.0.1', port: web.port, url: `http://127.0.0.1:${web.port}` });
  });
});

describe('stopping', () => {
  it('ends although a client keeps its connection open, and twice is once', async () => {
    const web = await Web.start();
    const client = connect(web.port, '127.0.0.1');
    const ended = new Promise((resolve) => client.on('error', () => {}).on('close', resolve));
    await new Promise((resolve) => client.write('GET /healthz HTTP/1.1\r\n', resolve));
    await web.server.stop();
    await web.server.stop();
    await ended;
  });
});

describe('every answer', () => {
  it('carries the headers that keep a browser safe', async () => {
    await using web = await Web.start();
    for (const path of ['/', '/api/status', '/nothing']) {
      const { headers } = await web.ask(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('tells of a problem in one shape', async () => {
    await using web = await Web.start({ token: 'secret' });
    const authorization = 'Bearer secret';
    const json = { authorization, 'content-type': 'application/json' };
    const cases = [
      [404, await web.ask('/nothing')],
      [404, await web.ask('/api/containers/nobody')],
      [400, await web.ask('/api/containers/%E0%A4%A')],
      [400, await web.ask('/api/incidents?limit=x')],
      [405, await web.ask('/api/status', { method: 'POST', headers: { authorization } })],
      [405, await web.ask('/metrics', { method: 'DELETE', headers: { authorization } })],
      [400, await web.ask('/api/incidents', { method: 'POST', headers: json, body: '{"half":' })],
      [413, await web.ask('/api/incidents', { method: 'POST', headers: json, body: `"${'x'.repeat(300_000)}"` })],
    ] as const;
    for (const [status, answer] of cases) {
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json()).toMatchObject({
        type: 'about:blank',
        status,
        title: expect.stringMatching(/\w/),
        detail: expect.stringMatching(/\w/),
      });
    }
  });

  it('keeps the words of an unforeseen error inside, and logs them', async () => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (event: string, fields?: unknown) => void logged.push([event, fields]) };
    await using web = await Web.start({ logger });
    web.archive.failure = new Error('password=hunter2');
    const answer = await web.ask('/api/incidents');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('hunter2');
    expect(logged).toEqual([['http_failed', { path: '/api/incidents', error: 'password=hunter2' }]]);
  });

  it('is 503 with the cure while Postgres is away', async () => {
    await using web = await Web.start();
    web.archive.failure = new ParamedicError('storage_unreachable', 'Postgres does not answer.', {
      retryable: true,
      cure: 'Start Postgres.',
    });
    const answer = await web.ask('/api/incidents');
    expect([answer.status, answer.json().detail, answer.json().cure]).toEqual([
      503,
      'Postgres does not answer.',
      'Start Postgres.',
    ]);
  });
});

describe('the rate', () => {
  // Six hundred requests, one after another.
  it('is limited for wide listeners, health checks counted apart', async () => {
    await using web = await Web.start({ host: '0.0.0.0', token: 'secret' });
    const statuses = new Map<number, number>();
    for (let n = 0; n < 605; n += 1) {
      const { status } = await web.ask('/api/findings', { headers: { authorization: 'Bearer wrong' } });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [401, 600],
      [429, 5],
    ]);
    const refused = await web.ask('/api/findings');
    expect(refused.headers['content-type']).toBe('application/problem+json');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await web.ask('/healthz')).status).toBe(200);
  }, 30_000);
});
