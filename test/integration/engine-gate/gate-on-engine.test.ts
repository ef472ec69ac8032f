import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Dockerode from 'dockerode';
import { createGate } from '../../../src/engine-gate/gate.ts';
import { engineClient, runContainer, SOCKET } from '../../support/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-'));
const gate = createGate({ engine: SOCKET, onRefusal: () => {} });
let docker: Dockerode;

beforeAll(async () => {
  const socket = join(folder, 'engine.sock');
  gate.listen(socket);
  await once(gate, 'listening');
  docker = engineClient(socket);
});

afterAll(() => {
  gate.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

describe('the engine gate in front of a real engine', () => {
  it('lets a client see all and restart', async () => {
    await using container = await runContainer();
    const there = docker.getContainer(container.id);
    expect(String(await docker.ping())).toBe('OK');
    expect((await docker.version()).ApiVersion).toBeDefined();
    expect((await docker.listContainers({ all: true })).map(({ Id }) => Id)).toContain(container.id);
    const before = await there.inspect();
    await there.restart({ t: 2 });
    expect((await there.inspect()).State.StartedAt).not.toBe(before.State.StartedAt);
    expect((await there.stats({ stream: false, 'one-shot': true })).id).toBe(container.id);
    expect(await there.logs({ stdout: true, tail: 5 })).toBeDefined();
  });

  it('hands each event on when it happens', async () => {
    await using container = await runContainer({ start: false });
    const events = (await docker.getEvents({ filters: { container: [container.id] } })) as Readable;
    await container.start();
    const [event] = (await once(events, 'data')) as [Buffer];
    expect(JSON.parse(event.toString().split('\n')[0] ?? '')).toMatchObject({ Action: 'start', id: container.id });
    events.on('error', () => {});
    events.destroy();
  });

  it.each([
    ['create a container', () => docker.createContainer({ Image: 'busybox:1.36' })],
    ['list volumes', () => docker.listVolumes()],
    ['remove a container', () => docker.getContainer('nobody').remove()],
    ['run a command in a container', () => docker.getContainer('nobody').exec({ Cmd: ['sh'] })],
    ['read a file of a container', () => docker.getContainer('nobody').getArchive({ path: '/etc' })],
  ])('refuses to %s', async (_name, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ statusCode: 403 });
  });
});
