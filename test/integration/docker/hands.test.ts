import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';

jest.setTimeout(60_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

describe('hands on the real engine', () => {
  it('restarts a sick container, which is healthy after it', async () => {
    await using container = await runContainer({ healthCmd: HEALTH_FILE });
    await container.waitForHealth('healthy');
    await container.makeSick();
    await container.waitForHealth('unhealthy');
    await engine.hands.restart(container.id, { stopTimeoutMs: 10_000, deadlineMs: 25_000 });
    await container.waitForHealth('healthy');
  });

  it('waits for a container that ignores SIGTERM, also when the caller’s deadline is too short for it', async () => {
    await using container = await runContainer({ script: SCRIPTS.ignoresSigterm });
    const before = await container.inspect();
    await engine.hands.restart(container.id, { stopTimeoutMs: 3_000, deadlineMs: 1_000 });
    const after = await container.inspect();
    expect(after.State.Running).toBe(true);
    const tookMs = Date.parse(after.State.StartedAt) - Date.parse(before.State.StartedAt);
    expect(tookMs).toBeGreaterThanOrEqual(3_000);
  });

  it('starts one that has exited', async () => {
    await using container = await runContainer();
    await container.stop();
    await engine.hands.restart(container.id, { stopTimeoutMs: 1_000, deadlineMs: 16_000 });
    expect((await container.inspect()).State.Running).toBe(true);
  });

  it('says that a container is gone', async () => {
    const container = await runContainer();
    await container.remove();
    const restart = engine.hands.restart(container.id, { stopTimeoutMs: 1_000, deadlineMs: 16_000 });
    await expect(restart).rejects.toMatchObject({ code: 'container_gone', retryable: false });
  });
});
