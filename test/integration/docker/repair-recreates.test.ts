import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { HEALTH_FILE } from '../../support/engine.ts';
import { engineProxy } from '../../support/engine-proxy.ts';
import { type RecreateScene, recreateScene, WELL_IN_FIRST_LIFE_ONLY } from '../../support/recreate-scene.ts';

jest.setTimeout(120_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

const OPTIONS = { stopTimeoutMs: 2_000, wellWithinMs: 20_000, deadlineMs: 60_000, onStarted: () => {} };
/** What changes something; the questions about permissions go to an id of zeros. */
const CHANGES = /^(POST|DELETE) (?!.*0{64})/;
/** The last change is answered to nobody: one more, and there is no death. */
const FORTH = ['the question whether it may', 'rename', 'create', 'connect', 'stop', 'start', 'remove'];
const BACK = [...FORTH.slice(0, 6), 'stop new', 'remove new', 'start old', 'rename old'];
const steps = (names: readonly string[]) => names.map((name, index) => [index + 1, name] as const);

/** A recreate whose Paramedic dies when its nth change is done; how many changes there were. */
async function die(id: string, after: number): Promise<number> {
  await using proxy = await engineProxy();
  proxy.dieAfter(after, CHANGES);
  const mortal = openEngine({ dockerHost: proxy.dockerHost, clock: systemClock, logger: silentLogger });
  await mortal.hands.recreate(id, OPTIONS).catch(() => undefined);
  mortal.close();
  return proxy.requests.items.filter((request) => CHANGES.test(request)).length;
}

const repairedFor = (scene: RecreateScene) => engine.hands.repairRecreates(({ name }) => name === scene.name);

describe('repairRecreates on the real engine', () => {
  it.each(steps(FORTH))('leaves one running container after a death at step %i, %s', async (step) => {
    await using scene = await recreateScene();
    const old = await scene.run({ healthCmd: HEALTH_FILE });
    const before = await scene.lasting();
    expect(await die(old.id, step)).toBeGreaterThanOrEqual(step);
    await repairedFor(scene);
    expect(await scene.names()).toEqual([scene.name]);
    expect(await scene.lasting()).toEqual(before);
    expect(await repairedFor(scene)).toEqual([]);
  });

  it.each(steps(BACK))('puts the old one back after a death on the way back at step %i, %s', async (step) => {
    await using scene = await recreateScene();
    const old = await scene.run({ script: WELL_IN_FIRST_LIFE_ONLY, healthCmd: HEALTH_FILE });
    const before = await scene.lasting();
    expect(await die(old.id, step)).toBeGreaterThanOrEqual(step);
    await repairedFor(scene);
    expect(await scene.names()).toEqual([scene.name]);
    expect((await scene.docker.getContainer(scene.name).inspect()).Id).toBe(old.id);
    expect(await scene.lasting()).toEqual(before);
  });

  it('keeps a successor that is well, and says so', async () => {
    await using scene = await recreateScene();
    const old = await scene.run({ healthCmd: HEALTH_FILE });
    await die(old.id, FORTH.indexOf('start') + 1);
    expect(await repairedFor(scene)).toEqual([{ name: scene.name, outcome: 'kept_new' }]);
    expect((await scene.docker.getContainer(scene.name).inspect()).Id).not.toBe(old.id);
  });

  it('leaves alone what is being recreated, and what a person has put in the place', async () => {
    await using scene = await recreateScene();
    const old = await scene.run({ healthCmd: HEALTH_FILE });
    await die(old.id, FORTH.indexOf('rename') + 1);
    expect(await engine.hands.repairRecreates(({ name }) => name === 'somebody-else')).toEqual([]);
    const created = await scene.docker.createContainer({ name: scene.name, Image: 'busybox:1.36', Cmd: ['true'] });
    expect(await repairedFor(scene)).toEqual([]);
    expect(await scene.names()).toHaveLength(2);
    await created.remove();
    expect(await repairedFor(scene)).toEqual([{ name: scene.name, outcome: 'put_back' }]);
    expect((await scene.docker.getContainer(scene.name).inspect()).Id).toBe(old.id);
  });
});
