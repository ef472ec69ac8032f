import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { befell, ENGINES, type Open, visit } from '../../support/both-engines.ts';
import { runContainer, SCRIPTS } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { simProcess } from '../../support/sim-engine/sim-process.ts';
import { manySpecs } from '../../support/sim-engine/spec.ts';
import { StreamRecorder } from '../../support/stream-recorder.ts';

jest.setTimeout(60_000);

/** Nobody is killed by it who heeds SIGTERM, on a busy engine either. */
const GENEROUS = { stopTimeoutMs: 10_000, deadlineMs: 25_000 };

describe.each(ENGINES)('the %s engine', (_, open) => {
  it('lists and inspects a container that is well', async () => {
    await using at = await visit(open);
    const labels = { 'com.docker.compose.project': 'simdrift', 'com.docker.compose.service': 'web' };
    const { id, name } = await at.run({ labels });
    const expected = { id, name, target: 'simdrift/web#1', state: 'running', health: 'healthy', networkMode: 'none' };
    const listed = (await at.engine.census.list()).find((it) => it.id === id);
    expect(listed).toMatchObject({ ...expected, image: 'busybox:1.36', labels });
    const inspected = await at.engine.census.inspect(id);
    expect(inspected).toMatchObject({ ...expected, restartCount: 0, failingStreak: 0, oomKilled: false });
    expect(inspected).toMatchObject({ createdAt: listed?.createdAt, imageId: listed?.imageId, exitCode: undefined });
    expect(inspected?.lastCheck).toMatchObject({ exitCode: 0 });
    expect(Math.abs(Date.now() - (inspected?.startedAt ?? 0))).toBeLessThan(20_000);
  });

  it('knows no other container', async () => {
    await using at = await visit(open);
    expect(await at.engine.census.inspect('f'.repeat(64))).toBeUndefined();
    await expect(at.engine.hands.restart('f'.repeat(64), GENEROUS)).rejects.toMatchObject({ code: 'container_gone' });
    await expect(at.engine.logsTail('f'.repeat(64), 5)).rejects.toMatchObject({ code: 'container_gone' });
  });

  it('tells a sickness once, and shows what the check said', async () => {
    await using at = await visit(open);
    const container = await at.run();
    await container.makeSick();
    await at.until(container.id, 'unhealthy');
    const sick = await at.engine.census.inspect(container.id);
    expect(sick).toMatchObject({ state: 'running', health: 'unhealthy', lastCheck: { exitCode: 1 } });
    // The next check may have failed, too, by now.
    expect(sick?.failingStreak).toBeGreaterThanOrEqual(1);
    expect(at.told(container.id)).toEqual(['create', 'start', 'healthy', 'unhealthy']);
  });

  it('restarts: kill, die, stop, start, restart, and well again', async () => {
    await using at = await visit(open);
    const container = await at.run();
    await container.makeSick();
    await at.until(container.id, 'unhealthy');
    const asked = Date.now();
    await at.engine.hands.restart(container.id, GENEROUS);
    const after = await at.engine.census.inspect(container.id);
    expect(after).toMatchObject({ state: 'running', restartCount: 0, failingStreak: 0 });
    expect(['starting', 'healthy']).toContain(after?.health);
    expect(after?.startedAt).toBeGreaterThanOrEqual(asked);
    expect(after?.finishedAt).toBeGreaterThanOrEqual(asked);
    // Before the first check of the new life, the one that was seen last is still one of the life before: it failed, or was killed.
    expect(after?.lastCheck?.exitCode === 0).toBe(after?.health === 'healthy');
    await at.until(container.id, 'restart');
    await container.waitForHealth('healthy');
    expect(befell(at.told(container.id))).toEqual(['create', 'start', 'kill', 'die', 'stop', 'start', 'restart']);
  });

  it('kills one that does not heed SIGTERM when the stop timeout is over', async () => {
    await using at = await visit(open);
    const container = await at.run({ script: SCRIPTS.ignoresSigterm });
    const asked = Date.now();
    await at.engine.hands.restart(container.id, { stopTimeoutMs: 1_000, deadlineMs: 20_000 });
    expect(Date.now() - asked).toBeGreaterThanOrEqual(1_000);
    const die = await at.until(container.id, 'die');
    expect(die).toMatchObject({ exitCode: 137 });
    expect(at.told(container.id).filter((what) => what === 'kill')).toHaveLength(2);
  });

  it('does not mend in a restart what a restart does not mend', async () => {
    await using at = await visit(open);
    const container = await at.run({ script: SCRIPTS.neverRecovers });
    await container.makeSick();
    await at.until(container.id, 'unhealthy');
    await at.engine.hands.restart(container.id, GENEROUS);
    await container.waitForHealth('unhealthy');
    expect(at.told(container.id).slice(-1)).not.toEqual(['healthy']);
  });

  it('stops, starts, renames and removes', async () => {
    await using at = await visit(open);
    const container = await at.run();
    await container.stop(10_000);
    expect(await at.engine.census.inspect(container.id)).toMatchObject({
      state: 'exited',
      health: 'none',
      exitCode: 0,
    });
    await container.rename(`${container.name}-b`);
    await container.start();
    expect(await at.engine.census.inspect(container.id)).toMatchObject({
      name: `${container.name}-b`,
      state: 'running',
    });
    await container.remove();
    await at.until(container.id, 'destroy');
    expect(await at.engine.census.inspect(container.id)).toBeUndefined();
    const told = befell(at.told(container.id));
    expect(told.slice(0, 6)).toEqual(['create', 'start', 'kill', 'die', 'stop', 'rename']);
    expect(told.at(-1)).toBe('destroy');
  });

  it('keeps the name of a container from others', async () => {
    await using at = await visit(open);
    const container = await at.run({ start: false });
    await expect(runContainer({ name: container.name, docker: at.docker })).rejects.toMatchObject({ statusCode: 409 });
    expect(await at.engine.census.inspect(container.id)).toMatchObject({ state: 'created', health: 'none' });
  });

  it('samples what runs, and nothing of what does not', async () => {
    await using at = await visit(open);
    const running = await at.run();
    const created = await at.run({ start: false });
    const samples = await at.engine.sampler.sample([running.id, created.id]);
    expect([...samples.keys()]).toEqual([running.id]);
    const sample = samples.get(running.id);
    expect(sample).toMatchObject({ memoryBytes: expect.any(Number), pids: expect.any(Number), cpuPercent: undefined });
    expect(Math.abs(Date.now() - (sample?.at ?? 0))).toBeLessThan(10_000);
  });

  it('repeats on a new stream what came to pass since', async () => {
    await using at = await visit(open);
    const container = await at.run();
    const late = new StreamRecorder();
    const stream = at.engine.stream(late, 60_000);
    await stream.start();
    await late.events.find((event) => event.id === container.id && event.health === 'healthy');
    await stream.stop();
    const actions = late.events.items.filter((event) => event.id === container.id).map((event) => event.action);
    expect(actions).toEqual(['create', 'start', 'health_status']);
  });
});

describe('the simulated engine beside the real one', () => {
  it('answers in the same shapes', async () => {
    const [openReal, openSim] = ENGINES.map(([, open]) => open) as [Open, Open];
    await using real = await visit(openReal);
    await using sim = await visit(openSim);
    for (const ask of [
      (id: string, { docker }: typeof real) => docker.getContainer(id).inspect(),
      async (id: string, { docker }: typeof real) =>
        (await docker.listContainers({ all: true })).find((it) => it.Id === id),
      (id: string, { docker }: typeof real) => docker.getContainer(id).stats({ stream: false, 'one-shot': true }),
    ]) {
      const [ours, theirs] = await Promise.all([sim, real].map(async (at) => ask((await at.run()).id, at)));
      expect(foreignIn(ours, theirs)).toEqual([]);
    }
  });
});

describe('the simulated engine as a process', () => {
  it('serves 5,000 containers, does as it is told and remembers what was done to each', async () => {
    await using sim = await simProcess(manySpecs(5_000, { firstCheckMs: 0 }));
    const engine = openEngine({ dockerHost: sim.dockerHost, clock: systemClock, logger: silentLogger });
    await sim.order('sicken', ['sim-0007']);
    const all = await engine.census.list();
    expect(all).toHaveLength(5_000);
    expect(all.filter(({ health }) => health === 'unhealthy').map(({ name }) => name)).toEqual(['sim-0007']);
    await engine.hands.restart('sim-0007', GENEROUS);
    const records = await sim.order('records');
    expect(records.flatMap(({ name, restarts }) => restarts.map(() => name))).toEqual(['sim-0007']);
    engine.close();
  });

  it('refuses, hangs and comes back as it is told', async () => {
    await using sim = await simProcess(manySpecs(1));
    const engine = openEngine({ dockerHost: sim.dockerHost, clock: systemClock, logger: silentLogger });
    await sim.order('inject', { on: 'GET /containers/json', kind: 'status', status: 503, times: 1 });
    await expect(engine.census.list()).rejects.toMatchObject({ code: 'engine_unreachable' });
    await sim.order('inject', { on: '/restart', kind: 'mute' });
    await expect(Promise.race([engine.hands.restart('sim-0001', GENEROUS), done(sim)])).resolves.toBe('done');
    await sim.order('restart', { keepsContainers: false });
    expect(await engine.census.list()).toMatchObject([{ name: 'sim-0001', state: 'exited' }]);
    engine.close();
  });
});

/** When the restart has been carried out, whether or not anybody was told. */
async function done(sim: Awaited<ReturnType<typeof simProcess>>): Promise<'done'> {
  return eventually('the restart', async () => {
    const [record] = await sim.order('records');
    return record?.restarts.length === 1 ? 'done' : undefined;
  });
}

/** Paths of `ours` that are not in `theirs`, or are of another type there. */
function foreignIn(ours: unknown, theirs: unknown, path = ''): string[] {
  if (ours === null || theirs === null) return [];
  if (typeof ours !== typeof theirs || Array.isArray(ours) !== Array.isArray(theirs)) return [path];
  if (typeof ours !== 'object' || Array.isArray(ours)) return [];
  return Object.entries(ours as object).flatMap(([key, value]) =>
    Object.hasOwn(theirs as object, key)
      ? foreignIn(value, (theirs as Record<string, unknown>)[key], `${path}.${key}`)
      : [`${path}.${key}`],
  );
}
