import { describe, expect, it } from '@jest/globals';
import { container } from '../../support/charts.ts';
import { freePort } from '../../support/free-port.ts';
import { tcpTarget } from '../../support/http-target.ts';
import { proberAt, probeSpec } from '../../support/probes.ts';

const go = new AbortController().signal;
const onLoopback = container({ addresses: ['127.0.0.1'] });
const probe = (address: string) => proberAt(7).run(probeSpec({ kind: 'tcp', address }), onLoopback, go);

describe('tcp probe', () => {
  it('takes a connection for a success, and sends nothing', async () => {
    const closed = Promise.withResolvers<number>();
    await using target = await tcpTarget((socket) => {
      socket.resume().once('close', () => closed.resolve(socket.bytesRead));
    });
    expect(await probe(`:${target.port}`)).toMatchObject({ kind: 'success', at: 7 });
    expect(await closed.promise).toBe(0);
    expect((await probe(`127.0.0.1:${target.port}`)).kind).toBe('success');
    expect((await probe(`localhost:${target.port}`)).kind).toBe('success');
  });

  it('fails where nobody listens', async () => {
    const port = await freePort();
    for (const address of [`:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect(await probe(address)).toMatchObject({ kind: 'failure', detail: expect.stringContaining('refused') });
    }
  });

  it('knows nothing of an address that is none', async () => {
    expect((await probe('what is this')).kind).toBe('unknown');
  });
});
