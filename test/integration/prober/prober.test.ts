import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ProbeSpec } from '../../../src/config/container-settings.ts';
import { type Engine, openEngine } from '../../../src/docker/open-engine.ts';
import { Prober } from '../../../src/prober/prober.ts';
import type { ProbeResult } from '../../../src/probes/reading.ts';
import { HEALTH_FILE, type RunOptions, runContainer } from '../../support/engine.ts';
import { freePort } from '../../support/free-port.ts';
import { probeSpec } from '../../support/probes.ts';
import type { TestContainer } from '../../support/test-container.ts';

jest.setTimeout(60_000);
const SLOW = '#!/bin/sh\nsleep 1\nprintf "Content-type: text/plain\\r\\n\\r\\nlate"';
/** A web server with a file `up` and a page that takes a second; its first words tell that it listens. */
const server = (port: number): RunOptions => ({
  networkMode: 'bridge',
  script: `mkdir -p /www/cgi-bin; echo all is well > /www/up; printf '${SLOW}' > /www/cgi-bin/slow; chmod +x /www/cgi-bin/slow; exec httpd -f -h /www -p ${port}`,
});

let engine: Engine;
let prober: Prober;
beforeAll(() => {
  engine = openEngine({ clock: systemClock, logger: silentLogger });
  prober = new Prober({
    exec: (id, command, options) => engine.hands.exec(id, command, options),
    inspect: (id) => engine.census.inspect(id),
    now: () => systemClock.now(),
    hostAddress: '127.0.0.1',
  });
});
afterAll(() => engine.close());

async function probe({ id }: TestContainer, part: Partial<ProbeSpec>): Promise<ProbeResult> {
  const container = await engine.census.inspect(id);
  return await prober.run(probeSpec({ timeoutMs: 5_000, ...part }), container!, new AbortController().signal);
}
const http = (it: TestContainer, path: string, part: Partial<ProbeSpec> = {}) =>
  probe(it, { address: `:80${path}`, ...part });
const exec = (it: TestContainer, command: string, part: Partial<ProbeSpec> = {}) =>
  probe(it, { kind: 'exec', address: command, ...part });

/** Until the server listens. */
async function listens(it: TestContainer, port = 80): Promise<void> {
  const ask = `wget -qO- http://127.0.0.1:${port}/up`;
  const { exitCode } = await it.exec([
    'sh',
    '-c',
    `for n in $(seq 200); do ${ask} && exit 0; sleep 0.05; done; exit 1`,
  ]);
  expect(exitCode).toBe(0);
}

describe('prober on a real engine', () => {
  it('asks a container at its own address, by http and tcp', async () => {
    await using it = await runContainer(server(80));
    await listens(it);
    expect((await http(it, '/up')).kind).toBe('success');
    expect((await http(it, '/up', { body: 'all is well' })).kind).toBe('success');
    expect((await http(it, '/up', { body: 'on fire' })).kind).toBe('failure');
    expect((await probe(it, { kind: 'tcp', address: ':80' })).kind).toBe('success');
    expect(await probe(it, { kind: 'tcp', address: ':81' })).toMatchObject({
      kind: 'failure',
      detail: expect.stringContaining('refused'),
    });
    await it.exec(['rm', '/www/up']);
    expect(await http(it, '/up')).toMatchObject({ kind: 'failure', detail: expect.stringContaining('answered 404') });
  });

  it('measures a slow answer, and fails on a process that hangs although its port is open', async () => {
    await using it = await runContainer(server(80));
    await listens(it);
    const slow = await http(it, '/cgi-bin/slow');
    expect(slow.kind).toBe('success');
    expect((slow as { latencyMs: number }).latencyMs).toBeGreaterThanOrEqual(1_000);
    await it.kill('SIGSTOP');
    const hung = await http(it, '/up', { timeoutMs: 2_000 });
    expect(hung).toMatchObject({ kind: 'failure', detail: expect.stringContaining('took the connection') });
    expect(hung).not.toHaveProperty('unreached');
  });

  it('finds one in another’s network at that one’s address, and one on the host’s network at the host’s', async () => {
    await using owner = await runContainer(server(80));
    await listens(owner);
    await using guest = await runContainer({ networkMode: `container:${owner.id}` });
    expect((await http(guest, '/up')).kind).toBe('success');
    const port = await freePort();
    await using onHost = await runContainer({ ...server(port), networkMode: 'host' });
    await listens(onHost, port);
    expect((await probe(onHost, { address: `:${port}/up` })).kind).toBe('success');
    await using alone = await runContainer({ networkMode: 'none' });
    expect(await http(alone, '/up')).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('no network') });
  });

  it('does not blame a target where nobody answers at all', async () => {
    await using it = await runContainer(server(80));
    const container = await engine.census.inspect(it.id);
    const nobody = container!.addresses[0]!.replace(/\d+\.\d+$/, '255.253');
    const result = await probe(it, { kind: 'tcp', address: `${nobody}:80`, timeoutMs: 300 });
    expect(result).toMatchObject({ kind: 'failure', unreached: true, latencyMs: undefined });
  });

  it('runs a command inside, and tells its failure from its own', async () => {
    await using it = await runContainer({ healthCmd: HEALTH_FILE });
    await it.waitForHealth('healthy');
    expect((await exec(it, 'test -f /tmp/healthy')).kind).toBe('success');
    expect(await exec(it, 'echo no database; exit 3')).toMatchObject({
      kind: 'failure',
      detail: 'the command exited with code 3: no database',
    });
    expect(await exec(it, 'curl -f http://localhost/')).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('not found'),
    });
    expect(await exec(it, 'sleep 5', { timeoutMs: 500 })).toMatchObject({
      kind: 'failure',
      detail: 'the command did not end within 500 ms',
    });
  });

  it('knows nothing of one that is paused, stopped or gone', async () => {
    const it = await runContainer();
    await using _ = it;
    const before = await engine.census.inspect(it.id);
    const run = () => prober.run(probeSpec({ kind: 'exec', address: 'true' }), before!, new AbortController().signal);
    await it.pause();
    expect((await run()).kind).toBe('unknown');
    await it.unpause();
    await it.stop();
    expect((await run()).kind).toBe('unknown');
    await it.remove();
    expect((await run()).kind).toBe('unknown');
  });
});
