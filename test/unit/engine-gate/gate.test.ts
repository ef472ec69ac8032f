import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Switch } from '../../../src/engine-gate/decide-request.ts';
import { createGate } from '../../../src/engine-gate/gate.ts';
import { probe } from '../../../src/engine-gate/probe.ts';

let folder: string;
let front: string;
let engine: string;
let servers: Server[];
let refusals: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gate-'));
  front = join(folder, 'gate.sock');
  engine = join(folder, 'engine.sock');
  servers = [];
  refusals = [];
});

afterEach(() => {
  for (const server of servers) server.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

async function open(listener?: RequestListener, switches: readonly Switch[] = []): Promise<Server> {
  const gate = createGate({ engine, onRefusal: (reason) => refusals.push(reason), open: new Set(switches) });
  const behind = createServer(listener);
  servers = [gate, behind];
  gate.listen(front);
  behind.listen(engine);
  await Promise.all([once(gate, 'listening'), once(behind, 'listening')]);
  return behind;
}

async function call(method: string, path: string, options: { headers?: object; body?: string } = {}) {
  const outgoing = request({ socketPath: front, method, path, headers: { ...options.headers } });
  outgoing.end(options.body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

/** Sends bytes as they are and gives what comes back until the other side closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(front);
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

describe('the engine gate', () => {
  it("repeats an allowed request without the client's headers and body, and gives the answer back", async () => {
    const seen: { url?: string | undefined; headers: object; body: string }[] = [];
    await open(async (incoming, response) => {
      let body = '';
      for await (const chunk of incoming) body += chunk;
      seen.push({ url: incoming.url, headers: incoming.headers, body });
      response.writeHead(204, { 'api-version': '1.41' }).end();
    });
    const answer = await call('POST', '/v1.41/containers/web/restart?t=10', {
      headers: { 'x-registry-auth': 'secret', 'content-type': 'application/json' },
      body: '{"t":10}',
    });
    expect(answer).toMatchObject({ status: 204, headers: { 'api-version': '1.41' } });
    expect(seen).toEqual([
      {
        url: '/v1.41/containers/web/restart?t=10',
        headers: expect.not.objectContaining({ 'x-registry-auth': 'secret' }),
        body: '',
      },
    ]);
  });

  it('hands on a body where the rules name one, rewritten, and refuses one that does not fit', async () => {
    const seen: { url: string | undefined; body: string }[] = [];
    await open(
      async (incoming, response) => {
        let body = '';
        for await (const chunk of incoming) body += chunk;
        seen.push({ url: incoming.url, body });
        response.writeHead(201).end('{"Id":"abc"}');
      },
      ['exec'],
    );
    const body = JSON.stringify({ Cmd: ['true'], Privileged: true });
    expect(await call('POST', '/containers/web/exec', { body })).toMatchObject({ status: 201, body: '{"Id":"abc"}' });
    expect(seen).toEqual([
      { url: '/containers/web/exec', body: '{"AttachStdout":true,"AttachStderr":true,"Cmd":["true"]}' },
    ]);
    expect(await call('POST', '/containers/web/exec', { body: '{}' })).toMatchObject({ status: 403 });
    expect(refusals).toEqual(['POST /containers/web/exec does not pass with this body']);
    const tooMuch = JSON.stringify({ Cmd: ['x'.repeat(2 * 1024 * 1024)] });
    expect(await call('POST', '/containers/web/exec', { body: tooMuch })).toMatchObject({ status: 403 });
    expect(seen).toHaveLength(1);
  });

  it('refuses with a problem that names the endpoint, and tells each endpoint once', async () => {
    const behind = await open((_incoming, response) => response.end());
    let reached = 0;
    behind.on('request', () => (reached += 1));
    const first = await call('POST', '/v1.41/volumes/create', { body: '{}' });
    await call('POST', '/volumes/create');
    expect(first).toMatchObject({ status: 403, headers: { 'content-type': 'application/problem+json' } });
    const reason = 'POST /volumes/create is not one of the endpoints that the monitor needs';
    expect(JSON.parse(first.body)).toMatchObject({ status: 403, detail: reason, message: reason });
    expect(refusals).toEqual([reason]);
    expect(reached).toBe(0);
  });

  it('passes each chunk on while the stream goes on, and ends it at the engine when the client leaves', async () => {
    let ended: Promise<unknown> = Promise.resolve();
    await open((incoming, response) => {
      ended = once(incoming.socket, 'close');
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      response.write('{"n":1}\n');
    });
    const outgoing = request({ socketPath: front, path: '/events' }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const [chunk] = (await once(response, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('{"n":1}\n');
    outgoing.on('error', () => {});
    response.on('error', () => {});
    outgoing.destroy();
    await ended;
  });

  it('sends the headers of a stream before its first byte', async () => {
    await open((_incoming, response) => response.writeHead(200).flushHeaders());
    const outgoing = request({ socketPath: front, path: '/events' }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.on('error', () => {});
    outgoing.destroy();
  });

  it('says that the engine is away, and still counts as alive itself', async () => {
    const behind = await open();
    behind.close();
    await once(behind, 'close');
    expect(await call('GET', '/_ping')).toMatchObject({ status: 502, body: expect.stringContaining('ENOENT') });
    expect(await probe(front, 10_000)).toBe(true);
    expect(await probe(join(folder, 'nobody.sock'), 1_000)).toBe(false);
  });

  it('hands no connection through', async () => {
    const behind = await open((_incoming, response) => response.end('reached'));
    let reached = 0;
    behind.on('connection', () => (reached += 1));
    const upgrade = await raw('GET /info HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: tcp\r\n\r\n');
    expect(upgrade).toMatch(/^HTTP\/1\.1 403 /);
    expect(await raw('CONNECT engine:80 HTTP/1.1\r\nHost: engine:80\r\n\r\n')).toBe('');
    expect(reached).toBe(0);
  });

  it.each([
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 40\r\n'],
    ['length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n'],
    ['an unknown encoding', 'Transfer-Encoding: chunked, identity\r\n'],
    ['a folded header', 'X-A: 1\r\n Transfer-Encoding: chunked\r\n'],
    ['a bare line feed', 'X-A: 1\nTransfer-Encoding: chunked\r\n'],
  ])('does not let a second request hide behind %s', async (_name, headers) => {
    const seen: string[] = [];
    await open((incoming, response) => {
      seen.push(`${incoming.method} ${incoming.url}`);
      response.end();
    });
    await raw(
      `POST /containers/web/restart HTTP/1.1\r\nHost: x\r\n${headers}\r\n0\r\n\r\nPOST /containers/create HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    expect(seen.filter((line) => line !== 'POST /containers/web/restart')).toEqual([]);
  });

  it('judges each request of one connection by itself', async () => {
    const seen: string[] = [];
    await open((incoming, response) => {
      seen.push(incoming.url ?? '');
      response.end('{}');
    });
    const answer = await raw(
      'GET /info HTTP/1.1\r\nHost: x\r\n\r\nPOST /build HTTP/1.1\r\nHost: x\r\n\r\nGET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403', 'HTTP/1.1 200']);
    expect(seen).toEqual(['/info', '/version']);
  });
});
