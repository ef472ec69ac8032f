import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { befell, ENGINES, visit } from '../../support/both-engines.ts';
import { HEALTH_FILE } from '../../support/engine.ts';
import { engineProxy } from '../../support/engine-proxy.ts';
import { recreateScene, WELL_IN_FIRST_LIFE_ONLY } from '../../support/recreate-scene.ts';

jest.setTimeout(60_000);

const OPTIONS = { stopTimeoutMs: 10_000, wellWithinMs: 20_000, deadlineMs: 60_000, onStarted: () => {} };
/** What changes something; the questions about permissions go to an id of zeros. */
const CHANGES = /^(POST|DELETE) (?!.*0{64})/;

describe.each(ENGINES)('recreate on the %s engine', (_, open) => {
  it('makes the same container anew: configuration, networks, volumes, labels, name', async () => {
    await using at = await visit(open);
    await using scene = await recreateScene(at.docker);
    const old = await scene.run({ healthCmd: HEALTH_FILE });
    const before = await scene.lasting();
    await using proxy = await engineProxy({ target: at.socketPath });
    const engine = openEngine({ dockerHost: proxy.dockerHost, clock: systemClock, logger: silentLogger });
    const whenStarted: [asked: string | undefined, info: Promise<unknown>][] = [];
    const onStarted = () =>
      void whenStarted.push([proxy.requests.items.at(-1), at.docker.getContainer(scene.name).inspect()]);
    const { newId } = await engine.hands.recreate(old.id, { ...OPTIONS, onStarted });
    engine.close();
    expect(newId).not.toBe(old.id);
    // Told once it runs, before anybody has asked whether it is well.
    expect(whenStarted).toEqual([[`POST /containers/${newId}/start`, expect.anything()]]);
    expect(await whenStarted[0]?.[1]).toMatchObject({ Id: newId, State: { Running: true } });
    expect(await scene.lasting()).toEqual(before);
    expect(await scene.names()).toEqual([scene.name]);
    expect(await at.engine.census.inspect(newId)).toMatchObject({ state: 'running', health: 'healthy' });
    // The last of all that is told of it.
    await at.until(old.id, 'destroy');
    expect(at.told(newId).slice(0, 3)).toEqual(['create', 'start', 'healthy']);
    expect(befell(at.told(old.id))).toEqual(['create', 'start', 'rename', 'kill', 'die', 'stop', 'destroy']);
  });

  it('puts the old one back, running, when the new one does not become well', async () => {
    await using at = await visit(open);
    await using scene = await recreateScene(at.docker);
    const old = await scene.run({ script: WELL_IN_FIRST_LIFE_ONLY, healthCmd: HEALTH_FILE });
    const before = await scene.lasting();
    await expect(at.engine.hands.recreate(old.id, OPTIONS)).rejects.toMatchObject({
      code: 'recreate_rolled_back',
      message: expect.stringContaining('its health check fails'),
    });
    expect(await scene.lasting()).toEqual(before);
    expect(await at.engine.census.inspect(old.id)).toMatchObject({ name: scene.name, state: 'running' });
    expect(await scene.names()).toEqual([scene.name]);
  });

  it('does not start one that did not run before, and says how the new one ended', async () => {
    await using at = await visit(open);
    const old = await at.run({ script: 'exit 4', start: false });
    await old.start();
    await at.until(old.id, 'die');
    await expect(at.engine.hands.recreate(old.id, OPTIONS)).rejects.toMatchObject({
      code: 'recreate_rolled_back',
      message: expect.stringMatching(/it is exited with exit code 4.*the old one is back/),
    });
    expect(await at.engine.census.inspect(old.id)).toMatchObject({ name: old.name, state: 'exited', exitCode: 4 });
  });

  it('gives a child of a recreated container its new network', async () => {
    await using at = await visit(open);
    await using scene = await recreateScene(at.docker);
    const parent = await scene.run({ healthCmd: HEALTH_FILE });
    const child = await at.run({ name: `${scene.name}-child`, networkMode: `container:${parent.id}` });
    const { newId } = await at.engine.hands.recreate(parent.id, OPTIONS);
    const anew = await at.engine.hands.recreate(child.id, OPTIONS);
    expect((await at.docker.getContainer(anew.newId).inspect()).HostConfig.NetworkMode).toBe(`container:${newId}`);
  });

  it('refuses what stopping would delete, what is paused, and what is gone, and touches nothing', async () => {
    await using at = await visit(open);
    const passing = await at.run({ autoRemove: true });
    const paused = await at.run();
    await paused.pause();
    await at.until(paused.id, 'pause');
    for (const { id } of [passing, paused]) {
      await expect(at.engine.hands.recreate(id, OPTIONS)).rejects.toMatchObject({ code: 'recreate_refused' });
    }
    await expect(at.engine.hands.recreate('f'.repeat(64), OPTIONS)).rejects.toMatchObject({ code: 'container_gone' });
    expect(at.told(passing.id)).toEqual(['create', 'start', 'healthy']);
    expect(at.told(paused.id)).toEqual(['create', 'start', 'healthy', 'pause']);
  });
});

const STEPS = ['the question whether it may', 'rename', 'create', 'connect', 'stop', 'start', 'remove'];

describe.each(ENGINES)('a recreate of a Paramedic that dies, on the %s engine', (_, open) => {
  it.each(STEPS.map((name, index) => [index + 1, name] as const))('at step %i, %s', async (step) => {
    await using at = await visit(open);
    await using scene = await recreateScene(at.docker);
    const old = await scene.run({ healthCmd: HEALTH_FILE });
    const before = await scene.lasting();
    await using proxy = await engineProxy({ target: at.socketPath });
    proxy.dieAfter(step, CHANGES);
    const mortal = openEngine({ dockerHost: proxy.dockerHost, clock: systemClock, logger: silentLogger });
    await mortal.hands.recreate(old.id, OPTIONS).catch(() => undefined);
    mortal.close();
    expect(proxy.requests.items.filter((request) => CHANGES.test(request)).length).toBeGreaterThanOrEqual(step);
    await at.engine.hands.repairRecreates(({ name }) => name === scene.name);
    expect(await scene.names()).toEqual([scene.name]);
    expect(await scene.lasting()).toEqual(before);
  });
});
