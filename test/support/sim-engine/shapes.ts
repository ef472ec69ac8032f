import type { SimContainer } from './sim-container.ts';

const NEVER = '0001-01-01T00:00:00Z';
export const MEM_TOTAL = 25_276_502_016;

const instant = (at: number | undefined): string =>
  at === undefined ? NEVER : new Date(at).toISOString().replace('Z', '000001Z');

function ago(at: number | undefined, now: number): string {
  const seconds = Math.max(0, Math.round((now - (at ?? now)) / 1000));
  if (seconds < 1) return 'Less than a second';
  return seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

function statusText(it: SimContainer): string {
  switch (it.status) {
    case 'created':
      return 'Created';
    case 'paused':
      return `Up ${ago(it.startedAt, it.now())} (Paused)`;
    case 'restarting':
      return `Restarting (${it.exitCode}) ${ago(it.finishedAt, it.now())} ago`;
    case 'exited':
      return `Exited (${it.exitCode}) ${ago(it.finishedAt, it.now())} ago`;
    case 'removing':
      return 'Removal In Progress';
    case 'running': {
      const health = { none: '', starting: ' (health: starting)', healthy: ' (healthy)', unhealthy: ' (unhealthy)' };
      return `Up ${ago(it.startedAt, it.now())}${health[it.health]}`;
    }
  }
}

function network(it: SimContainer): Record<string, unknown> {
  const mode = it.spec.networkMode ?? 'none';
  if (mode.startsWith('container:')) return {};
  const address = it.isUp && mode !== 'none' ? `172.17.${Number.parseInt(it.id.slice(0, 2), 16)}.2` : '';
  const endpoint = (given: { Aliases?: string[] | null }) => ({
    ...{ IPAMConfig: null, Links: null, Aliases: null },
    NetworkID: '18dc9444f9efe7950c35629bd83fb8d98223fc5ee009484316d4d7e5bfb9a23c',
    EndpointID: it.isUp ? it.id : '',
    ...{ Gateway: '', IPAddress: address, IPPrefixLen: 0, IPv6Gateway: '', GlobalIPv6Address: '' },
    ...{ GlobalIPv6PrefixLen: 0, MacAddress: '', DriverOpts: null },
    ...given,
    // Its short id is a name of it in every network that a person has made.
    ...(given.Aliases && { Aliases: [...given.Aliases, it.id.slice(0, 12)] }),
  });
  const given = Object.entries({ [mode]: {}, ...it.networks });
  return Object.fromEntries(given.map(([name, of]) => [name, endpoint(of)]));
}

/** One entry of `GET /containers/json`. */
export const listShape = (it: SimContainer): object => ({
  Id: it.id,
  Names: [`/${it.name}`],
  Image: it.image,
  ImageID: it.imageId,
  Command: "sh -c 'while :; do sleep 1; done'",
  Created: Math.floor(it.createdAt / 1000),
  Ports: [],
  Labels: it.labels,
  State: it.status,
  Status: statusText(it),
  HostConfig: { NetworkMode: it.spec.networkMode ?? 'none' },
  NetworkSettings: { Networks: network(it) },
  Mounts: [],
});

/** `GET /containers/ID/json`. */
export function inspectShape(it: SimContainer): object {
  const { HostConfig, NetworkingConfig: _, ...config } = it.made as { HostConfig?: object; NetworkingConfig?: object };
  return {
    Id: it.id,
    Created: instant(it.createdAt),
    Path: 'sh',
    Args: ['-c', 'while :; do sleep 1; done'],
    State: stateShape(it),
    Image: it.imageId,
    LogPath: `/var/lib/docker/containers/${it.id}/${it.id}-json.log`,
    Name: `/${it.name}`,
    RestartCount: it.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    ExecIDs: null,
    HostConfig: {
      ...{ Binds: null, LogConfig: { Type: 'json-file', Config: {} }, NetworkMode: it.spec.networkMode ?? 'none' },
      ...{ PortBindings: {}, AutoRemove: false, Memory: 0, NanoCpus: 0, Privileged: false, ReadonlyRootfs: false },
      ...{ VolumesFrom: null, Links: null, Runtime: 'runc', IpcMode: 'private', Ulimits: [], PidsLimit: null },
      ...HostConfig,
      RestartPolicy: { Name: it.restartPolicy, MaximumRetryCount: 0 },
    },
    Mounts: it.mounts,
    Config: {
      ...{ Hostname: it.id.slice(0, 12), Domainname: '', User: '', Tty: false, OpenStdin: false },
      ...{ Env: it.spec.env ?? ['PATH=/bin'], Cmd: ['sh', '-c', 'while :; do sleep 1; done'] },
      ...(it.hasCheck && {
        Healthcheck: { Test: ['CMD-SHELL', 'test -f /tmp/healthy'], Interval: 1_000_000_000, Retries: 1 },
      }),
      ...{ Volumes: null, WorkingDir: '', Entrypoint: null, OnBuild: null },
      ...config,
      Image: it.image,
      Labels: it.labels,
    },
    NetworkSettings: { Bridge: '', Ports: {}, IPAddress: '', Networks: network(it) },
  };
}

function stateShape(it: SimContainer): object {
  return {
    Status: it.status,
    Running: it.isUp || it.status === 'restarting',
    Paused: it.status === 'paused',
    Restarting: it.status === 'restarting',
    OOMKilled: it.oomKilled,
    Dead: false,
    Pid: it.isUp ? 4_242 : 0,
    ExitCode: it.exitCode,
    Error: '',
    StartedAt: instant(it.startedAt),
    FinishedAt: instant(it.finishedAt),
    ...(it.hasCheck &&
      it.health !== 'none' && {
        Health: { Status: it.health, FailingStreak: it.failingStreak, Log: it.checks },
      }),
  };
}

/** `GET /containers/ID/stats?stream=false&one-shot=true`, on cgroup v1. */
export function statsShape(it: SimContainer): object {
  const blocks = { io_service_bytes_recursive: [{ major: 8, minor: 0, op: 'Read', value: 4_096 }] };
  if (!it.isUp) {
    return {
      ...{ read: NEVER, preread: NEVER, pids_stats: {}, blkio_stats: { io_service_bytes_recursive: null } },
      ...{ num_procs: 0, storage_stats: {}, cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} },
      ...{ name: `/${it.name}`, id: it.id },
    };
  }
  const usedNanos = (it.now() - (it.startedAt ?? 0)) * 20_000;
  return {
    read: instant(it.now()),
    preread: NEVER,
    pids_stats: { current: 2 },
    blkio_stats: blocks,
    num_procs: 0,
    storage_stats: {},
    cpu_stats: {
      cpu_usage: { total_usage: usedNanos, percpu_usage: [usedNanos / 2, usedNanos / 2] },
      system_cpu_usage: 24_993_890_000_000,
      online_cpus: 2,
      throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
    },
    precpu_stats: { cpu_usage: { total_usage: 0 } },
    memory_stats: {
      usage: 2_920_448,
      max_usage: 4_583_424,
      stats: { cache: 2_019_328, inactive_file: 397_312, total_inactive_file: 397_312, rss: 118_784 },
      limit: MEM_TOTAL,
    },
    name: `/${it.name}`,
    id: it.id,
  };
}
