import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';

jest.setTimeout(60_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

const listed = async (id: string) => (await engine.census.list()).find((one) => one.id === id);

describe('census on the real engine', () => {
  it('follows a container from its creation to its end', async () => {
    await using container = await runContainer({
      start: false,
      healthCmd: HEALTH_FILE,
      labels: { 'com.docker.compose.project': 'census', 'com.docker.compose.service': 'web' },
      restartPolicy: 'on-failure',
    });
    const { id, name } = container;
    expect(await listed(id)).toMatchObject({ name, target: 'census/web#1', state: 'created', health: 'none' });
    await container.start();
    await container.waitForHealth('healthy');
    expect(await listed(id)).toMatchObject({ state: 'running', health: 'healthy', image: 'busybox:1.36' });
    await container.makeSick();
    await container.waitForHealth('unhealthy');
    expect(await listed(id)).toMatchObject({ health: 'unhealthy' });
    const sick = await engine.census.inspect(id);
    expect(sick).toMatchObject({ health: 'unhealthy', restartPolicy: 'on-failure', exitCode: undefined });
    expect(sick?.failingStreak).toBeGreaterThan(0);
    expect(sick?.lastCheck?.exitCode).toBe(1);
    await container.pause();
    expect(await listed(id)).toMatchObject({ state: 'paused', health: 'none' });
    expect(await engine.census.inspect(id)).toMatchObject({ state: 'paused', health: 'none' });
    await container.unpause();
    await container.stop(10_000);
    expect(await engine.census.inspect(id)).toMatchObject({ state: 'exited', exitCode: 0, health: 'none' });
    await container.remove();
    expect(await engine.census.inspect(id)).toBeUndefined();
    expect(await listed(id)).toBeUndefined();
  });

  it('lists and inspects alike', async () => {
    await using container = await runContainer({ healthCmd: HEALTH_FILE });
    await container.waitForHealth('healthy');
    const summary = await listed(container.id);
    expect(await engine.census.inspect(container.id)).toMatchObject({ ...summary });
  });

  it('tells an OOM kill and a crash', async () => {
    await using greedy = await runContainer({ cmd: ['tail', '/dev/zero'], memoryBytes: 8 * 1024 * 1024 });
    await using crashing = await runContainer({ script: 'sleep 1; exit 7' });
    await greedy.until((info) => info.State.Status === 'exited');
    await crashing.until((info) => info.State.Status === 'exited');
    // A busy engine may hear of the end before it hears of the memory, and then never says so here; an event `oom` it sends.
    const { OOMKilled: oomKilled } = (await greedy.inspect()).State;
    expect(await engine.census.inspect(greedy.id)).toMatchObject({ exitCode: 137, oomKilled });
    expect(await engine.census.inspect(crashing.id)).toMatchObject({ exitCode: 7, oomKilled: false });
  });

  it('inspects a name as well as an id, and survives one that is neither', async () => {
    await using container = await runContainer({ script: SCRIPTS.wellBehaved });
    expect((await engine.census.inspect(container.name))?.id).toBe(container.id);
    expect(await engine.census.inspect('../../version?x=')).toBeUndefined();
  });
});
