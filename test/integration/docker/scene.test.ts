import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { engineClient, IMAGE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { engineProxy } from '../../support/engine-proxy.ts';

jest.setTimeout(60_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

const ended = (info: { State: { Status: string } }) => info.State.Status === 'exited';
const LATER = Date.now() + 3_600_000;

describe('the scene on the real engine', () => {
  it('tells checks, secrets, set-up without values, and the log', async () => {
    await using container = await runContainer({
      script: `echo hello; ${SCRIPTS.wellBehaved}`,
      healthCmd: 'echo all wrong; exit 1',
      env: ['DB_PASSWORD=hunter2hunter2', 'COLOUR=green'],
      memoryBytes: 32 * 2 ** 20,
    });
    await container.waitForHealth('unhealthy');
    const scene = await engine.scene.read(container.id, LATER);
    expect(scene).toMatchObject({ secrets: ['hunter2hunter2'], logs: 'hello\n', logError: undefined });
    expect(scene?.checks.at(-1)).toMatchObject({ exitCode: 1, output: 'all wrong\n' });
    expect(scene?.setup).toMatchObject({ image: IMAGE, memoryLimitBytes: 32 * 2 ** 20, logDriver: 'json-file' });
    expect(scene?.setup.environmentNames).toEqual(expect.arrayContaining(['DB_PASSWORD', 'COLOUR', 'PATH']));
    expect(JSON.stringify(scene?.setup)).not.toMatch(/hunter2|green/);
  });

  it('leaves out what was written after the instant, and all but the last 16 KiB', async () => {
    await using container = await runContainer({
      script: "echo first; head -c 40000 /dev/zero | tr '\\0' x; echo; echo end",
    });
    const { State } = await container.until(ended);
    expect((await engine.scene.read(container.id, Date.parse(State.StartedAt) - 5_000))?.logs).toBe('');
    const { logs = '' } = (await engine.scene.read(container.id, LATER)) ?? {};
    expect(logs).toHaveLength(16 * 1024);
    expect(logs.endsWith('x\nend\n')).toBe(true);
  });

  it('is told also where no log can be read', async () => {
    await using proxy = await engineProxy();
    proxy.deny(/logs$/);
    await using container = await runContainer();
    const behind = openEngine({ dockerHost: proxy.dockerHost, clock: systemClock, logger: silentLogger });
    const scene = await behind.scene.read(container.id, LATER);
    behind.close();
    expect(scene).toMatchObject({
      logs: undefined,
      logError: expect.stringContaining('refused GET /containers/{id}/logs'),
    });
    expect(scene?.setup).toMatchObject({ image: IMAGE });
  });

  it('knows a container without a log from one with an empty log', async () => {
    const docker = engineClient();
    const made = await docker.createContainer({
      ...{ Image: IMAGE, Cmd: ['true'], Labels: { 'paramedic.test': '1' } },
      HostConfig: { NetworkMode: 'none', LogConfig: { Type: 'none', Config: {} } },
    });
    try {
      expect(await engine.scene.read(made.id, LATER)).toMatchObject({
        logs: undefined,
        logError: expect.stringContaining('configured logging driver does not support reading'),
      });
    } finally {
      await made.remove();
    }
  });

  it('is undefined for a container that is gone', async () => {
    expect(await engine.scene.read('no-such-container', LATER)).toBeUndefined();
  });
});

describe('the log source on the real engine', () => {
  it('reads lines with their instants, from a given one on', async () => {
    await using container = await runContainer({ script: 'echo one; sleep 0.1; echo two; sleep 0.1; echo three' });
    await container.until(ended);
    const all = await engine.logs.read(container.id, { sinceNs: 0n, tail: undefined, maxBytes: 1_000_000 });
    expect(all.lines.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(all.cut).toBe(false);
    const sinceNs = all.lines[1]?.atNs ?? 0n;
    const rest = await engine.logs.read(container.id, { sinceNs, tail: undefined, maxBytes: 1_000_000 });
    expect(rest.lines).toEqual(all.lines.slice(1));
    const last = await engine.logs.read(container.id, { sinceNs: 0n, tail: 1, maxBytes: 1_000_000 });
    expect(last.lines).toEqual(all.lines.slice(2));
    const none = await engine.logs.read(container.id, {
      sinceNs: (all.lines[2]?.atNs ?? 0n) + 1n,
      tail: undefined,
      maxBytes: 9,
    });
    expect(none).toEqual({ lines: [], cut: false });
  });

  it('stops at its cap and says so', async () => {
    await using container = await runContainer({ script: 'seq 1 20000' });
    await container.until(ended);
    const page = await engine.logs.read(container.id, { sinceNs: 0n, tail: undefined, maxBytes: 10_000 });
    expect(page.cut).toBe(true);
    expect(page.lines.map(({ text }) => text)).toEqual(page.lines.map((_, index) => String(index + 1)));
    expect(page.lines.length).toBeGreaterThan(50);
  });

  it('says that a container is gone', async () => {
    const read = engine.logs.read('no-such-container', { sinceNs: 0n, tail: 5, maxBytes: 1_000 });
    await expect(read).rejects.toMatchObject({ code: 'container_gone' });
  });
});
