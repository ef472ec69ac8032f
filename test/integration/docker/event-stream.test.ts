import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { Connection } from '../../../src/docker/connection.ts';
import { EventStream } from '../../../src/docker/event-stream.ts';
import { HEALTH_FILE, runContainer } from '../../support/engine.ts';
import { engineProxy } from '../../support/engine-proxy.ts';
import { StreamRecorder } from '../../support/stream-recorder.ts';

jest.setTimeout(60_000);

interface Timing {
  pingIntervalMs?: number;
  pingDeadlineMs?: number;
}

async function listening(dockerHost: string | undefined, timing: Timing = {}) {
  const heard = new StreamRecorder();
  const connection = new Connection({ dockerHost });
  const stream = new EventStream({ connection, listener: heard, clock: systemClock, logger: silentLogger, ...timing });
  await stream.start();
  const stop = async () => {
    await stream.stop();
    connection.close();
  };
  return { heard, stream, [Symbol.asyncDispose]: stop };
}

const nth = <T>(count: number) => {
  let seen = 0;
  return (_: T) => ++seen >= count;
};

describe('event stream on the real engine', () => {
  it('tells the life of a container in order, and nothing of its health checks’ exec', async () => {
    await using ear = await listening(undefined);
    const { host, apiVersion } = await ear.heard.connected.find(() => true);
    expect([host, apiVersion]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^1\./)]);
    await using container = await runContainer({
      healthCmd: HEALTH_FILE,
      labels: { 'com.docker.compose.project': 'ear', 'com.docker.compose.service': 'web' },
    });
    const heard = (action: string, health?: string) =>
      ear.heard.events.find((event) => event.id === container.id && event.action === action && event.health === health);
    await heard('health_status', 'healthy');
    await container.makeSick();
    const sick = await heard('health_status', 'unhealthy');
    expect(sick).toMatchObject({ name: container.name, target: 'ear/web#1', image: 'busybox:1.36' });
    expect(sick.labels['com.docker.compose.service']).toBe('web');
    await container.stop(10_000);
    await container.remove();
    await heard('destroy');
    const own = ear.heard.events.items.filter((event) => event.id === container.id);
    expect(own.map((event) => event.health ?? event.action)).toEqual(
      // Newer engines tell `stop` before `die`.
      expect.arrayContaining(['create', 'start', 'healthy', 'unhealthy', 'kill', 'die', 'stop', 'destroy']),
    );
    expect(own).toHaveLength(8);
    expect(own.find((event) => event.action === 'kill')).toMatchObject({ signal: 15 });
    expect(own.find((event) => event.action === 'die')).toMatchObject({ exitCode: 0 });
    expect(ear.stream.unreadable).toBe(0);
  });

  it('hands an event on within milliseconds of its happening', async () => {
    await using ear = await listening(undefined);
    await ear.heard.connected.find(() => true);
    const lags: number[] = [];
    await using container = await runContainer();
    const isKill = (event: { id: string; action: string }) => event.id === container.id && event.action === 'kill';
    for (let turn = 0; turn < 20; turn++) {
      const from = ear.heard.events.items.length;
      const lag = ear.heard.events.find(isKill, { from }).then(({ at }) => Date.now() - at);
      await container.kill('SIGCONT');
      lags.push(await lag);
    }
    // Each happens when the one before was heard: who looked now and then would be late at all of them. A busy machine is at some.
    expect(Math.min(...lags)).toBeLessThanOrEqual(20);
  });
});

describe('event stream through a proxy', () => {
  it('has exactly one listener at any time, through several losses', async () => {
    await using proxy = await engineProxy();
    await using ear = await listening(proxy.dockerHost);
    for (let turn = 1; turn <= 4; turn++) {
      await ear.heard.connected.find(nth(turn));
      expect(proxy.openStreams).toBe(1);
      proxy.cut();
      await ear.heard.lost.find(nth(turn));
    }
    await ear.heard.connected.find(nth(5));
    expect(proxy.openStreams).toBe(1);
    expect(proxy.mostOpenStreams).toBe(1);
    const from = proxy.streams.items.length;
    await ear.stream.stop();
    await proxy.streams.find((open) => open === 0, { from });
    expect(ear.heard.lost.items).toHaveLength(4);
  });

  it('catches up on what happened while it was away, and tells nothing twice', async () => {
    await using proxy = await engineProxy();
    await using ear = await listening(proxy.dockerHost);
    await ear.heard.connected.find(() => true);
    await using container = await runContainer();
    const own = (action: string) => (event: { id: string; action: string }) =>
      event.id === container.id && event.action === action;
    await ear.heard.events.find(own('start'));
    proxy.hold(/^GET/);
    proxy.cut();
    await ear.heard.lost.find(() => true);
    await container.kill('SIGCONT');
    await container.rename(`${container.name}-renamed`);
    proxy.release();
    await ear.heard.events.find(own('rename'));
    const actions = ear.heard.events.items.filter(({ id }) => id === container.id).map(({ action }) => action);
    expect(actions).toEqual(['create', 'start', 'kill', 'rename']);
  });

  it('notices a connection that is dead without being closed', async () => {
    await using proxy = await engineProxy();
    await using ear = await listening(proxy.dockerHost, { pingIntervalMs: 20, pingDeadlineMs: 100 });
    await ear.heard.connected.find(() => true);
    proxy.hold();
    expect(await ear.heard.lost.find(() => true)).toContain('_ping');
    proxy.release();
    await ear.heard.connected.find(nth(2));
    expect(proxy.mostOpenStreams).toBe(1);
  });

  it('goes on without pings where they are not allowed', async () => {
    await using proxy = await engineProxy();
    proxy.deny(/_ping/);
    await using ear = await listening(proxy.dockerHost, { pingIntervalMs: 5 });
    await proxy.requests.find((request) => request === 'GET /_ping');
    await using container = await runContainer();
    await ear.heard.events.find((event) => event.id === container.id);
    expect(ear.heard.lost.items).toEqual([]);
    expect(proxy.requests.items.filter((request) => request === 'GET /_ping')).toHaveLength(1);
  });

  it('tells a first failure once, with the endpoint that was refused, and connects when it may', async () => {
    await using proxy = await engineProxy();
    proxy.deny(/^GET \/events/);
    await using ear = await listening(proxy.dockerHost);
    await proxy.requests.find(nthOf('GET /events', 3));
    expect(ear.heard.lost.items).toEqual([expect.stringContaining('GET /events')]);
    proxy.deny(undefined);
    await ear.heard.connected.find(() => true);
    expect(ear.heard.lost.items).toHaveLength(1);
  });

  it.each(['GET /version', 'GET /events'])('stops in the middle of %s and leaves nobody listening', async (request) => {
    await using proxy = await engineProxy();
    proxy.hold(new RegExp(`^${request}`));
    await using ear = await listening(proxy.dockerHost);
    await proxy.requests.find((one) => one === request);
    await ear.stream.stop();
    await ear.stream.stop();
    if (request === 'GET /events') await proxy.streams.find((open) => open === 0);
    expect([ear.heard.connected.items, ear.heard.lost.items]).toEqual([[], []]);
    proxy.release();
    expect(proxy.openStreams).toBe(0);
  });

  it('outlives a listener that throws', async () => {
    await using proxy = await engineProxy();
    await using ear = await listening(proxy.dockerHost);
    const hear = ear.heard.onEvent.bind(ear.heard);
    let thrown = 0;
    ear.heard.onEvent = (event) => {
      hear(event);
      thrown++;
      throw new Error('a fault of the listener');
    };
    await ear.heard.connected.find(() => true);
    await using container = await runContainer();
    await ear.heard.events.find((event) => event.id === container.id && event.action === 'start');
    expect(thrown).toBeGreaterThanOrEqual(2);
    expect(ear.heard.lost.items).toEqual([]);
  });
});

const nthOf = (wanted: string, count: number) => {
  let seen = 0;
  return (item: string) => item === wanted && ++seen >= count;
};
