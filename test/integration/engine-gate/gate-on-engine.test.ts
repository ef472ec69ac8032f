import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type Dockerode from 'dockerode';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { createGate } from '../../../src/engine-gate/gate.ts';
import { engineClient, runContainer, SOCKET } from '../../support/engine.ts';

jest.setTimeout(60_000);
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

describe('the engine gate with its switches on', () => {
  const socket = join(folder, 'open.sock');
  const opened = createGate({ engine: SOCKET, onRefusal: () => {}, open: new Set(['exec', 'recreate']) });
  const engine = openEngine({ dockerHost: `unix://${socket}`, clock: systemClock, logger: silentLogger });
  const closed = openEngine({
    dockerHost: `unix://${join(folder, 'engine.sock')}`,
    clock: systemClock,
    logger: silentLogger,
  });

  beforeAll(async () => {
    opened.listen(socket);
    await once(opened, 'listening');
  });
  afterAll(() => {
    engine.close();
    closed.close();
    opened.close().closeAllConnections();
  });

  it('runs a command in a container', async () => {
    await using container = await runContainer();
    const ran = await engine.hands.exec(container.id, 'echo out; echo err >&2; exit 3', { deadlineMs: 10_000 });
    expect(ran.exitCode).toBe(3);
    expect(ran.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('recreates a container', async () => {
    await using container = await runContainer({ healthCmd: 'true', networkMode: 'bridge' });
    await container.waitForHealth('healthy');
    const options = { stopTimeoutMs: 2_000, wellWithinMs: 20_000, deadlineMs: 60_000, onStarted: () => {} };
    const { newId } = await engine.hands.recreate(container.id, options);
    const anew = engineClient().getContainer(newId);
    expect((await anew.inspect()).Name).toBe(`/${container.name}`);
    await anew.remove({ force: true });
  });

  it('says what is closed and how it is opened, and has changed nothing', async () => {
    await using container = await runContainer();
    await expect(closed.hands.exec(container.id, 'true', { deadlineMs: 5_000 })).rejects.toMatchObject({
      code: 'engine_denied',
      message: expect.stringContaining('POST /containers/{id}/exec'),
      cure: expect.stringContaining('PARAMEDIC_GATE_ALLOW=exec'),
    });
    const options = { stopTimeoutMs: 1_000, wellWithinMs: 5_000, deadlineMs: 30_000, onStarted: () => {} };
    await expect(closed.hands.recreate(container.id, options)).rejects.toMatchObject({
      code: 'engine_denied',
      message: expect.stringContaining('POST /containers/create'),
      cure: expect.stringContaining('PARAMEDIC_GATE_ALLOW=recreate'),
    });
    const { Name, State } = await container.inspect();
    expect([Name, State.Running]).toEqual([`/${container.name}`, true]);
  });

  it('tells the doctor what is closed', async () => {
    const needs = ['watch', 'logs', 'restart', 'stop', 'exec', 'recreate'] as const;
    expect(await engine.denied(needs)).toEqual([]);
    expect(await closed.denied(needs)).toEqual([
      ...['POST /containers/{id}/exec', 'POST /exec/{id}/start', 'GET /exec/{id}/json'],
      ...['POST /containers/create', 'POST /containers/{id}/start', 'POST /containers/{id}/rename'],
      ...['DELETE /containers/{id}', 'GET /images/{name}/json'],
      ...['POST /networks/{id}/connect', 'POST /networks/{id}/disconnect'],
    ]);
  });
});
