import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { DockerCensus } from '../../../src/docker/census.ts';
import { readCertificates } from '../../../src/docker/certificates.ts';
import { Connection } from '../../../src/docker/connection.ts';
import { DockerHands } from '../../../src/docker/hands.ts';
import { DockerSampler } from '../../../src/docker/sampler.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { engineProxy } from '../../support/engine-proxy.ts';

jest.setTimeout(60_000);

const open: Connection[] = [];
afterAll(() => {
  for (const connection of open) connection.close();
});

function connect(dockerHost: string, sshCommand?: readonly string[]) {
  const connection = new Connection({ dockerHost, ...(sshCommand && { sshCommand }) });
  open.push(connection);
  return { connection, census: new DockerCensus(connection) };
}

/** A server that answers everything with `answer`. */
async function server(answer: (response: http.ServerResponse) => void) {
  const listening = http.createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const dockerHost = `tcp://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return { dockerHost, [Symbol.dispose]: () => void listening.close() };
}

describe('the ways to the engine', () => {
  it.each(['127.0.0.1', '::1'])('speaks TCP at %s', async (tcpHost) => {
    await using proxy = await engineProxy({ tcpHost });
    const { connection, census } = connect(proxy.dockerHost);
    expect(Array.isArray(await census.list())).toBe(true);
    expect((await connection.introduction()).facts).toMatchObject({ apiVersion: expect.stringMatching(/^1\.\d+$/) });
  });

  it('asks who is there once, however many calls wait for it', async () => {
    await using proxy = await engineProxy();
    const { census } = connect(proxy.dockerHost);
    await Promise.all([census.list(), census.list(), census.inspect('nobody')]);
    expect(proxy.requests.items.filter((request) => request === 'GET /version')).toHaveLength(1);
  });

  it('is not led astray by the environment', async () => {
    process.env.DOCKER_HOST = 'tcp://nowhere.invalid:1';
    process.env.DOCKER_CLIENT_TIMEOUT = '1';
    try {
      await using proxy = await engineProxy();
      await expect(connect(proxy.dockerHost).census.list()).resolves.toBeDefined();
    } finally {
      delete process.env.DOCKER_HOST;
      delete process.env.DOCKER_CLIENT_TIMEOUT;
    }
  });
});

describe('through TLS', () => {
  it('shows its certificate, trusts only the authority it was given, and says which file to look at', async () => {
    await using certificates = await makeCertificates();
    await using proxy = await engineProxy({ tcpHost: '127.0.0.1', tls: readCertificates(certificates.path) });
    const through = (certPath?: string) => {
      const connection = new Connection({ dockerHost: proxy.dockerHost, tlsVerify: true, certPath });
      open.push(connection);
      return new DockerCensus(connection);
    };
    await expect(through(certificates.path).list()).resolves.toBeDefined();
    await expect(through().list()).rejects.toMatchObject({
      code: 'engine_unreachable',
      retryable: false,
      cure: expect.stringContaining('DOCKER_CERT_PATH'),
    });
  });
});

describe('when the engine cannot be asked', () => {
  it('says that nobody is there', async () => {
    const { census } = connect('unix:///nonexistent/docker.sock');
    await expect(census.list()).rejects.toMatchObject({
      code: 'engine_unreachable',
      retryable: true,
      message: expect.stringContaining('unix:///nonexistent/docker.sock'),
      cure: expect.stringContaining('systemctl start docker'),
    });
  });

  it('names the endpoint that a socket proxy refuses', async () => {
    await using proxy = await engineProxy();
    proxy.deny(/^GET \/containers\/json/);
    await expect(connect(proxy.dockerHost).census.list()).rejects.toMatchObject({
      code: 'engine_denied',
      message: expect.stringContaining('GET /containers/json'),
    });
  });

  it('does without GET /info', async () => {
    await using proxy = await engineProxy();
    proxy.deny(/^GET \/info/);
    const { connection, census } = connect(proxy.dockerHost);
    await expect(census.list()).resolves.toBeDefined();
    expect((await connection.introduction()).facts.host).not.toBe('');
  });

  it('recovers with the next call after a cut in the middle of an answer', async () => {
    await using proxy = await engineProxy();
    const { connection, census } = connect(proxy.dockerHost);
    await connection.introduction();
    proxy.cutBodyOf(/^GET \/containers\/json/);
    await expect(census.list()).rejects.toMatchObject({ retryable: true });
    proxy.cutBodyOf(undefined);
    await expect(census.list()).resolves.toBeDefined();
  });

  it('gives up at the deadline when no byte comes', async () => {
    await using proxy = await engineProxy();
    const { connection } = connect(proxy.dockerHost);
    await connection.introduction();
    proxy.hold();
    const held = connection.call({ endpoint: 'GET /containers/json', deadlineMs: 50 }, (docker, abortSignal) =>
      docker.listContainers({ all: true, abortSignal }),
    );
    await expect(held).rejects.toMatchObject({ code: 'engine_timeout', retryable: true });
    await expect(connection.ping(50)).rejects.toMatchObject({ code: 'engine_timeout' });
  });

  it('throws when nothing could be sampled, for the reason of it', async () => {
    await using proxy = await engineProxy();
    const { connection } = connect(proxy.dockerHost);
    proxy.deny(/stats$/);
    const sampler = new DockerSampler(connection, systemClock);
    await expect(sampler.sample(['abc', 'def'])).rejects.toMatchObject({ code: 'engine_denied' });
  });

  it('never sends a restart twice', async () => {
    await using proxy = await engineProxy();
    const { connection } = connect(proxy.dockerHost);
    await connection.introduction();
    proxy.hold(/restart$/);
    const restart = new DockerHands(connection, systemClock).restart('abc', {
      stopTimeoutMs: 1_000,
      deadlineMs: 16_000,
    });
    const failed = expect(restart).rejects.toMatchObject({ code: 'engine_unreachable' });
    await proxy.requests.find((request) => request === 'POST /containers/abc/restart');
    proxy.cut();
    await failed;
    expect(proxy.requests.items.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });
});

describe('when something else than an engine answers', () => {
  it('says so to a web page, a redirect and an engine of long ago', async () => {
    using page = await server((response) => response.end('<html>hello</html>'));
    using redirect = await server((response) => response.writeHead(301, { location: 'https://127.0.0.1:1/' }).end());
    using old = await server((response) => response.end('{"Version":"18.09","ApiVersion":"1.39"}'));
    const code = (dockerHost: string) =>
      connect(dockerHost)
        .census.list()
        .catch((error) => error.code);
    expect(await code(page.dockerHost)).toBe('engine_failed');
    expect(await code(redirect.dockerHost)).toBe('engine_failed');
    expect(await code(old.dockerHost)).toBe('engine_too_old');
  });
});

describe('through ssh', () => {
  it('speaks to the engine at the other end of `docker system dial-stdio`, several calls at a time', async () => {
    // The program in ssh's place is env: it sets what stands before `--` aside and runs the rest here.
    const { census } = connect('ssh://me@engine:2222', [
      'sh',
      '-c',
      'while [ "$1" != -- ]; do shift; done; shift 2; exec "$@"',
      'ssh',
    ]);
    const answers = await Promise.all([census.list(), census.list(), census.inspect('nobody')]);
    expect(answers).toEqual([expect.any(Array), expect.any(Array), undefined]);
    await expect(census.list()).resolves.toBeDefined();
  });

  it('tells what ssh had to say', async () => {
    // No name is looked up: how long that takes is for the network of the machine to say.
    const { census } = connect('ssh://engine', ['sh', '-c', 'read -r asked; echo "ssh: no such host" >&2; exit 255']);
    await expect(census.list()).rejects.toMatchObject({
      code: 'engine_unreachable',
      message: expect.stringContaining('ssh ended with 255: ssh: no such host'),
    });
  });

  it('says that there is no ssh', async () => {
    const { census } = connect('ssh://engine', ['/nonexistent/ssh']);
    await expect(census.list()).rejects.toMatchObject({ code: 'engine_unreachable' });
  });
});
