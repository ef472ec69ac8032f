import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { DockerCensus } from '../../../src/docker/census.ts';
import { Connection } from '../../../src/docker/connection.ts';
import { DockerHands } from '../../../src/docker/hands.ts';
import { logsTail } from '../../../src/docker/logs-tail.ts';
import { DockerSampler } from '../../../src/docker/sampler.ts';
import { engineProxy } from '../../support/engine-proxy.ts';

jest.setTimeout(60_000);

const opened: Connection[] = [];
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close();
});

async function connect(dockerHost: string) {
  const connection = new Connection({ dockerHost });
  opened.push(connection);
  await connection.introduction();
  return { connection, census: new DockerCensus(connection), hands: new DockerHands(connection, systemClock) };
}

const PATIENCE = { stopTimeoutMs: 1_000, deadlineMs: 16_000 };
const KINDS = ['a unix socket', 'TCP'] as const;
const proxyOn = (kind: (typeof KINDS)[number]) => engineProxy(kind === 'TCP' ? { tcpHost: '127.0.0.1' } : {});

describe.each(KINDS)('over %s', (kind) => {
  it('looks use one connection again and again; a log and an act have one of their own each', async () => {
    await using proxy = await proxyOn(kind);
    const { connection, census, hands } = await connect(proxy.dockerHost);
    await census.list();
    const before = proxy.connections;
    for (let look = 0; look < 20; look += 1) await census.inspect('nobody');
    expect(proxy.connections).toBe(before);
    await expect(logsTail(connection, 'nobody', { lines: 1, maxBytes: 10 })).rejects.toMatchObject({
      code: 'container_gone',
    });
    await expect(hands.restart('nobody', PATIENCE)).rejects.toMatchObject({ code: 'container_gone' });
    expect(proxy.connections).toBe(before + 2);
    await census.list();
    expect(proxy.connections).toBe(before + 2);
  });

  it('a look waits for nobody, however many samples hang', async () => {
    await using proxy = await proxyOn(kind);
    const { connection, census } = await connect(proxy.dockerHost);
    proxy.hold(/stats$/);
    const ids = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const sampling = new DockerSampler(connection, systemClock).sample(ids).catch(() => undefined);
    let asked = 0;
    await proxy.requests.find((request) => request.endsWith('/stats') && ++asked === connection.maxSideBySide);
    expect(await census.inspect('nobody')).toBeUndefined();
    proxy.release();
    await sampling;
  });

  it('a kept connection that was cut while idle costs no failure', async () => {
    await using proxy = await proxyOn(kind);
    const { census, hands } = await connect(proxy.dockerHost);
    for (let round = 0; round < 20; round += 1) {
      await census.list();
      proxy.cut();
      // In the same breath: the news of the cut has not reached us yet.
      await expect(census.list()).resolves.toBeDefined();
      proxy.cut();
      await expect(hands.restart('nobody', PATIENCE)).rejects.toMatchObject({ code: 'container_gone' });
    }
    expect(proxy.requests.items.filter((request) => request.startsWith('POST'))).toHaveLength(20);
  });
});

type Manners = (request: http.IncomingMessage, response: http.ServerResponse, uses: number) => void;

/** Something that speaks like an engine, with the manners of the test for all but the introduction. */
async function mannered(manners: Manners) {
  const folder = await mkdtemp(join(tmpdir(), 'pmk-'));
  const uses = new WeakMap<Socket, number>();
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
    if (path === '/version') return void response.end('{"Version":"20.10.24","ApiVersion":"1.41"}');
    if (path === '/info') return void response.end('{"Name":"box"}');
    const use = (uses.get(request.socket) ?? 0) + 1;
    uses.set(request.socket, use);
    asked.push(`${request.method} ${path} #${use}`);
    manners(request, response, use);
  });
  const path = join(folder, 'engine.sock');
  server.listen(path);
  await once(server, 'listening');
  return {
    dockerHost: `unix://${path}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('with an engine that gives up a connection just as it is used again', () => {
  it('a look is asked once more, over another connection, and nobody notices', async () => {
    await using engine = await mannered((request, response, use) => {
      if (use > 2) request.socket.destroy();
      else response.end('[]');
    });
    const { census } = await connect(engine.dockerHost);
    for (let look = 0; look < 4; look += 1) expect(await census.list()).toEqual([]);
    const list = 'GET /containers/json';
    // Two answers a connection, and each look that was cut was answered at the next try.
    const uses = engine.asked.map((line) => Number(line.split('#')[1]));
    expect(engine.asked.every((line) => line.startsWith(list))).toBe(true);
    expect(uses.filter((use) => use <= 2)).toHaveLength(4);
    expect(uses.filter((use) => use > 2).length).toBeGreaterThan(0);
  });

  it('an act is sent over a connection that was never used, and if that is cut, not again', async () => {
    const cut: string[] = [];
    await using engine = await mannered((request, response) => {
      if (request.method === 'GET') return void response.end('[]');
      cut.push(request.url ?? '');
      request.socket.destroy();
    });
    const { census, hands } = await connect(engine.dockerHost);
    await census.list();
    await expect(hands.restart('web', PATIENCE)).rejects.toMatchObject({ code: 'engine_unreachable' });
    expect(cut).toHaveLength(1);
    expect(engine.asked.filter((line) => line.startsWith('POST'))).toEqual(['POST /containers/web/restart #1']);
  });

  it('a look is asked again only once, and not at all over a connection of its own', async () => {
    let isDead = false;
    await using engine = await mannered((request, response) => {
      if (isDead) request.socket.destroy();
      else response.end('[]');
    });
    const { census } = await connect(engine.dockerHost);
    await census.list();
    isDead = true;
    const before = engine.asked.length;
    await expect(census.list()).rejects.toMatchObject({ code: 'engine_unreachable', retryable: true });
    expect(engine.asked.slice(before)).toHaveLength(2);
    await expect(census.list()).rejects.toMatchObject({ code: 'engine_unreachable' });
    expect(engine.asked.slice(before)).toHaveLength(3);
  });

  it('an answer that broke off is an error, and not asked for again', async () => {
    await using engine = await mannered((request, response, use) => {
      if (use < 3) return void response.end('[]');
      response.writeHead(200, { 'content-length': '100' });
      response.write('[', () => request.socket.destroy());
    });
    const { census } = await connect(engine.dockerHost);
    await census.list();
    await census.list();
    const before = engine.asked.length;
    await expect(census.list()).rejects.toMatchObject({ retryable: true });
    expect(engine.asked.slice(before)).toEqual(['GET /containers/json #3']);
  });
});
