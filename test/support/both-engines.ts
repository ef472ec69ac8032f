import type Dockerode from 'dockerode';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { openEngine } from '../../src/docker/open-engine.ts';
import { engineClient, HEALTH_FILE, type RunOptions, runContainer, SOCKET } from './engine.ts';
import { simEngine } from './sim-engine/sim-engine.ts';
import { StreamRecorder } from './stream-recorder.ts';

export type Open = () => Promise<{ readonly socketPath: string } & AsyncDisposable>;

/** Both by the same door: what a test says of one has to be true of the other. For `describe.each`. */
export const ENGINES: readonly (readonly [string, Open])[] = [
  ['real', async () => ({ socketPath: SOCKET, [Symbol.asyncDispose]: async () => {} })],
  ['simulated', () => simEngine()],
];

/**
 * What befell a container, as far as an engine promises an order: a check that runs while it is stopped is killed with it and may be
 * told as a failure, and `die` and `stop` are told side by side.
 */
export function befell(told: readonly string[]): string[] {
  const life = told.filter((what) => what !== 'healthy' && what !== 'unhealthy');
  return life.join(' ').replaceAll('stop die', 'die stop').split(' ');
}

/** As Paramedic meets an engine, and as a person does beside it: `await using at = await visit(open)`. */
export async function visit(open: Open) {
  const stack = new AsyncDisposableStack();
  const { socketPath } = stack.use(await open());
  const engine = openEngine({ dockerHost: `unix://${socketPath}`, clock: systemClock, logger: silentLogger });
  stack.defer(() => engine.close());
  const docker: Dockerode = engineClient(socketPath);
  const heard = new StreamRecorder();
  const stream = engine.stream(heard);
  await stream.start();
  stack.defer(() => stream.stop());
  await heard.connected.find(() => true);
  return {
    engine,
    docker,
    socketPath,
    /** Events of one container, healths by their name. */
    told: (id: string) => heard.events.items.filter((it) => it.id === id).map((it) => it.health ?? it.action),
    until: (id: string, what: string) => heard.events.find((it) => it.id === id && (it.health ?? it.action) === what),
    run: async (options: RunOptions = {}) => {
      const container = stack.use(await runContainer({ healthCmd: HEALTH_FILE, ...options, docker }));
      if (options.start !== false) await heard.events.find((it) => it.id === container.id && it.health === 'healthy');
      return container;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
