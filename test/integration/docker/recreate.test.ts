import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { engineClient, HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { recreateScene, WELL_IN_FIRST_LIFE_ONLY } from '../../support/recreate-scene.ts';

jest.setTimeout(120_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

const OPTIONS = { stopTimeoutMs: 10_000, wellWithinMs: 20_000, deadlineMs: 60_000, onStarted: () => {} };

describe('recreate on the real engine', () => {
  it('makes the same container anew: configuration, networks, volumes, labels, name', async () => {
    await using scene = await recreateScene();
    const old = await scene.run({ healthCmd: HEALTH_FILE });
    const before = await scene.lasting();
    const { newId } = await engine.hands.recreate(old.id, OPTIONS);
    expect(newId).not.toBe(old.id);
    expect(await scene.lasting()).toEqual(before);
    expect(await scene.names()).toEqual([scene.name]);
    const { NetworkSettings, State } = await scene.docker.getContainer(newId).inspect();
    expect(State.Health?.Status).toBe('healthy');
    expect(NetworkSettings.Networks[`${scene.name}-front`]?.IPAddress).toBe(scene.staticAddress);
    expect(NetworkSettings.Networks[`${scene.name}-front`]?.MacAddress).toBe('02:42:0a:d5:00:4d');
  });

  it('keeps what is in the volumes and nothing of the rest, also in the second generation', async () => {
    await using scene = await recreateScene();
    const script = `echo x >> /named/n; echo x >> /anonymous/a; echo x >> /tmp/t; cat /named/n /anonymous/a /tmp/t | wc -l; ${SCRIPTS.wellBehaved}`;
    // Well once all of that is written and counted.
    const old = await scene.run({ script, healthCmd: HEALTH_FILE });
    const second = await engine.hands.recreate(old.id, OPTIONS);
    const third = await engine.hands.recreate(second.newId, OPTIONS);
    expect((await engine.logsTail(third.newId, 1)).trim()).toBe('7');
    const mounts = ((await scene.lasting()).mounts as { Destination: string }[]).map(({ Destination }) => Destination);
    expect(mounts).toEqual(['/anonymous', '/named']);
  });

  it('puts the old one back, running, when the new one does not become healthy', async () => {
    await using scene = await recreateScene();
    const old = await scene.run({ script: WELL_IN_FIRST_LIFE_ONLY, healthCmd: HEALTH_FILE });
    const before = await scene.lasting();
    await expect(engine.hands.recreate(old.id, OPTIONS)).rejects.toMatchObject({
      code: 'recreate_rolled_back',
      message: expect.stringContaining('its health check fails'),
    });
    expect(await scene.lasting()).toEqual(before);
    expect((await scene.docker.getContainer(scene.name).inspect()).Id).toBe(old.id);
    expect(await scene.names()).toEqual([scene.name]);
  });

  it('puts the old one back when the new one ends at once, restart policy or not', async () => {
    await using scene = await recreateScene();
    const script = `[ -f /named/lived ] && exit 3; touch /named/lived; ${SCRIPTS.wellBehaved}`;
    const old = await scene.run({ script, healthCmd: 'test -f /named/lived', restartPolicy: 'no' });
    await expect(engine.hands.recreate(old.id, OPTIONS)).rejects.toMatchObject({
      code: 'recreate_rolled_back',
      message: expect.stringMatching(/it is exited with exit code 3.*the old one is back/),
    });
    expect((await scene.docker.getContainer(scene.name).inspect()).Id).toBe(old.id);
  });

  it('does not start one that did not run before', async () => {
    await using container = await runContainer({ script: 'sleep 1; exit 4' });
    await container.until((info) => info.State.Status === 'exited');
    await expect(engine.hands.recreate(container.id, OPTIONS)).rejects.toMatchObject({ code: 'recreate_rolled_back' });
    const { Name, State } = await container.inspect();
    expect([Name, State.Status]).toEqual([`/${container.name}`, 'exited']);
  });

  it('refuses what stopping would delete', async () => {
    await using container = await runContainer({ autoRemove: true });
    await expect(engine.hands.recreate(container.id, OPTIONS)).rejects.toMatchObject({ code: 'recreate_refused' });
    expect((await container.inspect()).State.Running).toBe(true);
  });

  it('runs the image that the old one ran, also when its tag has moved', async () => {
    const docker = engineClient();
    const tag = `paramedic-rc-tag-${process.pid}`;
    const image = docker.getImage('busybox:1.36');
    await image.tag({ repo: tag, tag: 'v1' });
    await using container = await runContainer({ image: `${tag}:v1` });
    const before = await container.inspect();
    await docker.getImage('prom/prometheus:v3.5.3').tag({ repo: tag, tag: 'v1' });
    try {
      const { newId } = await engine.hands.recreate(container.id, OPTIONS);
      const after = await docker.getContainer(newId).inspect();
      expect([after.Image, after.Config.Cmd]).toEqual([before.Image, before.Config.Cmd]);
      await docker.getContainer(newId).remove({ force: true });
    } finally {
      await docker.getImage(`${tag}:v1`).remove();
    }
  });

  it('gives a child of a recreated container its new network', async () => {
    await using scene = await recreateScene();
    const parent = await scene.run({ healthCmd: 'true' });
    await using child = await runContainer({ networkMode: `container:${parent.id}`, healthCmd: 'true' });
    const { newId } = await engine.hands.recreate(parent.id, OPTIONS);
    const anew = await engine.hands.recreate(child.id, OPTIONS);
    const inspected = await scene.docker.getContainer(anew.newId).inspect();
    expect(inspected.HostConfig.NetworkMode).toBe(`container:${newId}`);
    await scene.docker.getContainer(anew.newId).remove({ force: true });
  });

  it('refuses a child whose parent is gone for good', async () => {
    const parent = await runContainer();
    await using child = await runContainer({ networkMode: `container:${parent.id}` });
    await parent.remove();
    await expect(engine.hands.recreate(child.id, OPTIONS)).rejects.toMatchObject({
      code: 'recreate_refused',
      message: expect.stringContaining(`network of container ${parent.id.slice(0, 12)}, which is gone`),
    });
    expect((await child.inspect()).Name).toBe(`/${child.name}`);
  });

  it('says that a container is gone', async () => {
    await expect(engine.hands.recreate('no-such-container', OPTIONS)).rejects.toMatchObject({ code: 'container_gone' });
  });
});
