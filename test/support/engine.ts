import { randomBytes } from 'node:crypto';
import Dockerode from 'dockerode';
import { TestContainer } from './test-container.ts';

export const IMAGE = 'busybox:1.36';
export const SOCKET = '/var/run/docker.sock';

/** The engine of this machine, straight: what a person would do beside Paramedic. */
export const engineClient = (socketPath = SOCKET): Dockerode => new Dockerode({ socketPath });

const LOOP = 'while :; do sleep 1 & wait $!; done';

/** What a container does with its life; each is healthy by `test -f /tmp/healthy` after its first start, and by then heeds SIGTERM, or not. */
export const SCRIPTS = {
  /** Ends at once on SIGTERM; healthy again after a restart. */
  wellBehaved: `trap 'exit 0' TERM; touch /tmp/healthy; ${LOOP}`,
  /** Waits out every stop timeout; healthy again after a restart. */
  ignoresSigterm: "trap '' TERM; touch /tmp/healthy; while :; do sleep 1; done",
  /** Healthy in its first life only: no restart brings it back. */
  neverRecovers: `trap 'exit 0' TERM; [ -f /tmp/lived ] || touch /tmp/healthy; touch /tmp/lived; ${LOOP}`,
} as const;

export interface RunOptions {
  /** Unique without one. */
  name?: string;
  labels?: Record<string, string>;
  /** A shell script; `SCRIPTS.wellBehaved` without one. */
  script?: string;
  /** Instead of a script. */
  cmd?: string[];
  /** A shell command; no HEALTHCHECK without one. `HEALTH_FILE` is the usual one. */
  healthCmd?: string;
  healthIntervalMs?: number;
  healthRetries?: number;
  healthStartPeriodMs?: number;
  restartPolicy?: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  memoryBytes?: number;
  /** The container's own stop timeout, in whole seconds. */
  stopTimeoutMs?: number;
  /** No network by default: it starts faster. */
  networkMode?: string;
  autoRemove?: boolean;
  tty?: boolean;
  env?: string[];
  /** As `docker run -v` takes them. */
  binds?: string[];
  image?: string;
  /** Another engine than the machine's own. */
  docker?: Dockerode;
  /** Only create it. */
  start?: boolean;
}

/** True while /tmp/healthy exists: `makeSick()` removes it, a restart makes it anew. */
export const HEALTH_FILE = 'test -f /tmp/healthy';

/** `await using c = await runContainer({ healthCmd: HEALTH_FILE })`: a container that is removed at the end of its block. */
export async function runContainer(options: RunOptions = {}): Promise<TestContainer> {
  const docker = options.docker ?? engineClient();
  const name = options.name ?? `paramedic-test-${randomBytes(6).toString('hex')}`;
  const created = await docker.createContainer({
    name,
    Image: options.image ?? IMAGE,
    Cmd: options.cmd ?? ['sh', '-c', options.script ?? SCRIPTS.wellBehaved],
    Labels: { 'paramedic.test': '1', ...options.labels },
    Tty: options.tty ?? false,
    ...(options.env && { Env: options.env }),
    ...(options.stopTimeoutMs !== undefined && { StopTimeout: Math.ceil(options.stopTimeoutMs / 1000) }),
    ...(options.healthCmd !== undefined && { Healthcheck: healthCheckOf(options.healthCmd, options) }),
    HostConfig: {
      NetworkMode: options.networkMode ?? 'none',
      AutoRemove: options.autoRemove ?? false,
      ...(options.binds && { Binds: options.binds }),
      RestartPolicy: { Name: options.restartPolicy ?? 'no' },
      ...(options.memoryBytes !== undefined && { Memory: options.memoryBytes, MemorySwap: options.memoryBytes }),
    },
  });
  const container = new TestContainer(docker, created.id, name);
  try {
    if (options.start !== false) await container.start();
  } catch (error) {
    await container.remove();
    throw error;
  }
  return container;
}

function healthCheckOf(command: string, options: RunOptions): Dockerode.HealthConfig {
  const nanos = (ms: number) => ms * 1e6;
  return {
    Test: ['CMD-SHELL', command],
    Interval: nanos(options.healthIntervalMs ?? 500),
    Timeout: nanos(5_000),
    Retries: options.healthRetries ?? 1,
    StartPeriod: nanos(options.healthStartPeriodMs ?? 0),
  };
}
