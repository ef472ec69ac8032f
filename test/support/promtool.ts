import { resolve } from 'node:path';
import { GenericContainer } from 'testcontainers';

export const PROMETHEUS_IMAGE = 'prom/prometheus:v3.5.3';
const PROMETHEUS_FOLDER = resolve(import.meta.dirname, '../../prometheus');

export interface Promtool extends AsyncDisposable {
  run(...args: string[]): Promise<{ exitCode: number; output: string }>;
}

/** promtool of the image that compose runs, without a network, with `prometheus/` where compose mounts it and a token where it is read. */
export async function startPromtool(): Promise<Promtool> {
  const container = await new GenericContainer(PROMETHEUS_IMAGE)
    .withNetworkMode('none')
    .withEntrypoint(['sleep'])
    .withCommand(['600'])
    .withCopyDirectoriesToContainer([{ source: PROMETHEUS_FOLDER, target: '/etc/prometheus' }])
    .withCopyContentToContainer([{ content: 'token of a test', target: '/run/secrets/paramedic/token', mode: 0o444 }])
    .start();
  return {
    run: async (...args) => {
      const { exitCode, output } = await container.exec(['promtool', ...args], { workingDir: '/etc/prometheus' });
      return { exitCode, output };
    },
    [Symbol.asyncDispose]: async () => void (await container.stop({ timeout: 0 })),
  };
}
