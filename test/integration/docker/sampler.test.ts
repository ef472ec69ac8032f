import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { runContainer } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';

jest.setTimeout(60_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

describe('sampler on the real engine', () => {
  it('samples running containers side by side and leaves out those that are not', async () => {
    const limit = 64 * 1024 * 1024;
    await using busy = await runContainer({ script: 'while :; do :; done', memoryBytes: limit, networkMode: 'bridge' });
    await using idle = await runContainer();
    await using stopped = await runContainer();
    await stopped.stop(0);
    const ids = [busy.id, idle.id, stopped.id, 'no-such-container'];
    const first = await engine.sampler.sample(ids);
    expect([...first.keys()].sort()).toEqual([busy.id, idle.id].sort());
    expect(first.get(busy.id)).toMatchObject({ cpuPercent: undefined, memoryLimitBytes: limit, pids: 1 });
    expect(first.get(busy.id)?.networkRxBytes).toBeGreaterThanOrEqual(0);
    expect(first.get(idle.id)).toMatchObject({ memoryLimitBytes: undefined, networkRxBytes: undefined });

    // A busy loop takes what it is given; on a loaded machine that may be next to nothing for a while.
    const second = await eventually('a tenth of a core', async () => {
      const samples = await engine.sampler.sample(ids);
      return (samples.get(busy.id)?.cpuPercent ?? 0) > 10 ? samples : undefined;
    });
    const sample = second.get(busy.id);
    // It has one core; the engine stamps what it has read some moments later.
    expect(sample?.cpuPercent).toBeLessThanOrEqual(150);
    expect(second.get(idle.id)?.cpuPercent).toBeLessThan(10);
    expect(sample?.memoryBytes).toBeLessThan(limit);
    expect(Math.abs(Date.now() - (sample?.at ?? 0))).toBeLessThan(10_000);
  });

  it('tells no absurd rate after a restart', async () => {
    await using container = await runContainer({ script: 'while :; do :; done' });
    await engine.sampler.sample([container.id]);
    await engine.sampler.sample([container.id]);
    await container.restart(0);
    const percent = (await engine.sampler.sample([container.id])).get(container.id)?.cpuPercent;
    expect(percent === undefined || (percent >= 0 && percent <= 100 * 256)).toBe(true);
    expect((await engine.sampler.sample([container.id])).get(container.id)?.cpuPercent).toBeGreaterThan(0);
  });

  it('asks 200 times at once for at most 0.2 s of our own CPU', async () => {
    await using container = await runContainer();
    const ids = Array.from({ length: 200 }, () => container.id);
    const costs: number[] = [];
    for (let sweep = 0; sweep < 8; sweep++) {
      const before = process.cpuUsage();
      await engine.sampler.sample(ids);
      const { user, system } = process.cpuUsage(before);
      costs.push((user + system) / 1000);
    }
    // The cheapest sweep: the first ones pay for compiling the code, and any may pay for other work of the test runner.
    expect(Math.min(...costs)).toBeLessThanOrEqual(200);
  });

  it('has an answer for nobody', async () => {
    expect(await engine.sampler.sample([])).toEqual(new Map());
  });
});
