import { spawnSync } from 'node:child_process';
import type Dockerode from 'dockerode';
import { engineClient, SOCKET } from '../support/engine.ts';
import { secondEngine } from '../support/second-engine.ts';

export interface BenchEngine extends AsyncDisposable {
  readonly docker: Dockerode;
  readonly socketPath: string;
  readonly kind: string;
}

/**
 * An engine of our own where we can start one: nothing else happens on it, and 200 containers of ours are in nobody's way.
 * Elsewhere the one of this machine.
 */
export async function benchEngine(): Promise<BenchEngine> {
  if (process.getuid?.() === 0 && spawnSync('dockerd', ['--version']).status === 0) {
    const engine = await secondEngine();
    const { docker, socketPath } = engine;
    const end = () => engine[Symbol.asyncDispose]();
    return { docker, socketPath, kind: 'of its own', [Symbol.asyncDispose]: end };
  }
  const host = process.env.DOCKER_HOST ?? `unix://${SOCKET}`;
  if (!host.startsWith('unix://')) throw new Error(`the benchmark needs an engine on this machine, not ${host}`);
  const socketPath = host.slice('unix://'.length);
  return {
    docker: engineClient(socketPath),
    socketPath,
    kind: "the machine's",
    [Symbol.asyncDispose]: async () => {},
  };
}
