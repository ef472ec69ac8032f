import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { DockerCensus } from '../../../src/docker/census.ts';
import { Connection } from '../../../src/docker/connection.ts';
import { EventStream } from '../../../src/docker/event-stream.ts';
import { runContainer } from '../../support/engine.ts';
import { engineProxy } from '../../support/engine-proxy.ts';
import { type SecondEngine, secondEngine } from '../../support/second-engine.ts';
import { StreamRecorder } from '../../support/stream-recorder.ts';

jest.setTimeout(60_000);

let engine: SecondEngine;
beforeAll(async () => {
  engine = await secondEngine();
}, 120_000);
afterAll(() => engine[Symbol.asyncDispose](), 60_000);

async function listening(dockerHost: string, pingDeadlineMs = 10_000) {
  const heard = new StreamRecorder();
  const connection = new Connection({ dockerHost });
  const options = { clock: systemClock, logger: silentLogger, pingIntervalMs: 50, pingDeadlineMs };
  const stream = new EventStream({ connection, listener: heard, ...options });
  await stream.start();
  const stop = async () => {
    await stream.stop();
    connection.close();
  };
  return { heard, stream, census: new DockerCensus(connection), [Symbol.asyncDispose]: stop };
}

const started = (id: string) => (event: { id: string; action: string }) => event.id === id && event.action === 'start';

describe('an engine that goes and comes back under a running monitor', () => {
  it('is found again: told once, one listener, events flow, the list answers', async () => {
    await using proxy = await engineProxy({ target: engine.socketPath });
    await using ear = await listening(proxy.dockerHost);
    await ear.heard.connected.find(() => true);
    await using before = await runContainer({ docker: engine.docker, restartPolicy: 'always' });
    await ear.heard.events.find(started(before.id));
    await engine.stop();
    await ear.heard.lost.find(() => true);
    await expect(ear.census.list()).rejects.toMatchObject({ code: 'engine_unreachable', retryable: true });
    await engine.start();
    await ear.heard.connected.find((_) => ear.heard.connected.items.length === 2);
    expect((await ear.census.list()).map(({ id }) => id)).toContain(before.id);
    await using after = await runContainer({ docker: engine.docker });
    await ear.heard.events.find(started(after.id));
    expect(ear.heard.lost.items).toHaveLength(1);
    expect([proxy.openStreams, proxy.mostOpenStreams]).toEqual([1, 1]);
  });

  it('is noticed when it hangs, and found again when it goes on', async () => {
    await using ear = await listening(engine.dockerHost, 3_000);
    await ear.heard.connected.find(() => true);
    engine.freeze();
    await ear.heard.lost.find(() => true);
    engine.thaw();
    await ear.heard.connected.find((_) => ear.heard.connected.items.length === 2, { deadlineMs: 30_000 });
    await using container = await runContainer({ docker: engine.docker });
    await ear.heard.events.find(started(container.id));
    expect(ear.heard.lost.items).toHaveLength(1);
  });
});
