import type { RequestListener } from 'node:http';
import { describe, expect, it, jest } from '@jest/globals';
import type { ProbeSpec } from '../../../src/config/container-settings.ts';
import type { ProbeResult } from '../../../src/probes/reading.ts';
import { container } from '../../support/charts.ts';
import { freePort } from '../../support/free-port.ts';
import { httpTarget, tcpTarget } from '../../support/http-target.ts';
import { proberAt, probeSpec } from '../../support/probes.ts';

// A probe alone takes up to 5 s, where DNS gives no answer.
jest.setTimeout(30_000);

const go = new AbortController().signal;
const onLoopback = container({ networkMode: 'bridge', addresses: ['127.0.0.1'] });

const probe = (port: number, part: Partial<ProbeSpec> = {}, signal = go): Promise<ProbeResult> =>
  proberAt(7).run(probeSpec({ address: `:${port}/health?x=1`, ...part }), onLoopback, signal);

async function ask(answer: RequestListener, part: Partial<ProbeSpec> = {}): Promise<ProbeResult> {
  await using target = await httpTarget(answer);
  return await probe(target.port, part);
}

const status = (code: number, headers = {}) =>
  ask((_, response) => void response.writeHead(code, headers).end('hello'));

describe('http probe', () => {
  it('asks the container itself, and tells when and how long', async () => {
    let asked = {};
    const result = await ask(({ method, url, headers }, response) => {
      asked = { method, url, agent: headers['user-agent'] };
      response.end('hello');
    });
    expect(asked).toEqual({ method: 'GET', url: '/health?x=1', agent: 'paramedic-probe' });
    expect(result).toMatchObject({ kind: 'success', at: 7 });
    expect((result as { latencyMs: number }).latencyMs).toBeGreaterThan(0);
  });

  it.each([200, 204, 399])('takes %d for a success by default', async (code) => {
    expect((await status(code)).kind).toBe('success');
  });

  it.each([400, 404, 500, 503])('takes %d for a failure by default', async (code) => {
    expect(await status(code)).toMatchObject({ kind: 'failure', detail: expect.stringContaining(`answered ${code}`) });
  });

  it('holds to the statuses that were asked for, and says where a redirect leads without going there', async () => {
    const answer: RequestListener = (_, response) =>
      void response.writeHead(302, { location: 'https://login.example/' }).end();
    expect((await ask(answer)).kind).toBe('success');
    expect(await ask(answer, { status: [[200, 299]] })).toMatchObject({
      kind: 'failure',
      detail: expect.stringMatching(/answered 302, a redirect to https:\/\/login\.example\//),
    });
    expect((await ask((_, response) => void response.writeHead(401).end(), { status: [[401, 401]] })).kind).toBe(
      'success',
    );
  });

  it('finds the wanted text, also across chunks and in characters of several bytes', async () => {
    const [first, second] = [Buffer.from('…all is w'), Buffer.from('öhl')];
    const answer: RequestListener = (_, response) => {
      response.write(Buffer.concat([first, second.subarray(0, 1)]));
      setImmediate(() => response.end(second.subarray(1)));
    };
    expect((await ask(answer, { body: 'all is wöhl' })).kind).toBe('success');
    expect(await ask(answer, { body: 'all is well' })).toMatchObject({
      kind: 'failure',
      detail: expect.stringMatching(/answered 200, without "all is well" in its body$/),
    });
  });

  it('reads no more than 64 KiB of a body', async () => {
    const endless: RequestListener = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
      };
      response.on('drain', more);
      more();
    };
    expect(await ask(endless, { body: 'needle' })).toMatchObject({
      kind: 'failure',
      detail: expect.stringMatching(/the first 64 KiB of its body$/),
    });
    expect((await ask(endless)).kind).toBe('success');
  });

  it('fails on one that hangs, before and within its answer', async () => {
    const hung = await ask(() => {}, { timeoutMs: 2_000 });
    expect(hung).toMatchObject({ kind: 'failure', detail: expect.stringMatching(/did not answer within 2000 ms$/) });
    expect(hung).not.toHaveProperty('unreached');
    const half = await ask((_, response) => void response.write('hel'), { timeoutMs: 50, body: 'hello' });
    expect(half.kind).toBe('failure');
  });

  it('fails on one that refuses, hangs up, breaks off or speaks something else', async () => {
    expect(await probe(await freePort())).toMatchObject({
      kind: 'failure',
      detail: expect.stringMatching(/^127\.0\.0\.1:\d+ refused the connection/),
    });
    for (const words of [undefined, 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhel', 'SSH-2.0-OpenSSH_9\r\n']) {
      await using target = await tcpTarget((socket) => {
        socket.once('data', () => {
          if (words !== undefined) socket.write(words);
          socket.end();
        });
      });
      expect(await probe(target.port, { body: 'hello' })).toMatchObject({ kind: 'failure' });
    }
  });

  it('survives hostile heads, and keeps what it tells short', async () => {
    const head = `HTTP/1.1 302 Found\r\nlocation: ${'\u00ff'.repeat(9_000)}\r\n\r\n`;
    for (const words of [
      head,
      `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`,
      `${'\0'.repeat(1_000)}\r\n\r\n`,
    ]) {
      await using target = await tcpTarget((socket) => socket.end(words));
      const result = await probe(target.port, { status: [[200, 299]] });
      expect(result).toMatchObject({ kind: 'failure' });
      expect((result as { detail: string }).detail.length).toBeLessThanOrEqual(500);
    }
  });

  it('knows nothing of one whose name it cannot look up', async () => {
    expect(await probe(80, { address: 'http://nobody.invalid/' })).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('nobody.invalid'),
    });
  });

  it('lets go at once when it is called off, before or while it runs', async () => {
    await using target = await httpTarget(() => called.abort());
    const called = new AbortController();
    expect(await probe(target.port, {}, called.signal)).toMatchObject({ kind: 'unknown' });
    expect(await probe(target.port, {}, AbortSignal.abort())).toMatchObject({ kind: 'unknown' });
  });
});
