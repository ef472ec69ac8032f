import type { InspectedContainer, ListedContainer, RawStats } from '../../../src/docker/vendor.ts';

/** What real engines answered, shortened to the fields that matter and some that must not. */
const IMAGE_ID = 'sha256:46320de72804f4017fee83a4be08237fe2618239986a7e08a5fd4c84cd0a58dd';
const WEB_ID = 'a2247cd06686dfc389ee88b7d2e4ec7728916563f0dd059f9b8ed96d59677e25';
const WEB_LABELS = {
  'com.docker.compose.container-number': '2',
  'com.docker.compose.project': 'shop',
  'com.docker.compose.service': 'web',
  'local.standin': '1',
};

const listed = (name: string, state: string, status: string): ListedContainer & Record<string, unknown> => ({
  Id: 'de76a42dc85ec61a69019bf8e113a15f53abdff414daa5263c9f8edb1c2dbe0e',
  Names: [`/${name}`],
  Image: 'busybox:1.36',
  ImageID: IMAGE_ID,
  Command: "sh -c 'tail /dev/zero'",
  Created: 1795227166,
  Ports: [],
  Labels: { 'local.standin': '1' },
  State: state,
  Status: status,
  HostConfig: { NetworkMode: 'shop_default' },
  Mounts: [],
});

/** Docker 20.10.24, API 1.41. */
export const LIST_20 = {
  web: { ...listed('web', 'running', 'Up 5 seconds (unhealthy)'), Id: WEB_ID, Labels: WEB_LABELS, Created: 1795227165 },
  plain: listed('plain', 'running', 'Up 5 seconds'),
  starting: listed('starting', 'running', 'Up Less than a second (health: starting)'),
  healthy: listed('healthy', 'running', 'Up About an hour (healthy)'),
  paused: listed('paused', 'paused', 'Up 5 seconds (Paused)'),
  created: listed('created', 'created', 'Created'),
  loop: listed('loop', 'restarting', 'Restarting (7) Less than a second ago'),
  oom: listed('oom', 'exited', 'Exited (137) 5 seconds ago'),
} as const;

export const INSPECT_20_SICK: InspectedContainer & Record<string, unknown> = {
  Id: WEB_ID,
  Created: '2026-11-21T02:12:45.589895939Z',
  Path: 'sh',
  State: {
    Status: 'running',
    OOMKilled: false,
    ExitCode: 0,
    StartedAt: '2026-11-21T02:12:45.8433071Z',
    FinishedAt: '0001-01-01T00:00:00Z',
    Health: {
      Status: 'unhealthy',
      FailingStreak: 2,
      Log: [
        { Start: '2026-11-21T02:12:50.007498819Z', End: '2026-11-21T02:12:50.074652391Z', ExitCode: 1, Output: '' },
        {
          Start: '2026-11-21T02:12:51.077309626Z',
          End: '2026-11-21T02:12:51.179977546Z',
          ExitCode: 1,
          Output: 'connection refused\n',
        },
      ],
    },
  },
  Image: IMAGE_ID,
  Name: '/web',
  RestartCount: 0,
  ExecIDs: null,
  HostConfig: { NetworkMode: 'shop_default', RestartPolicy: { Name: 'unless-stopped' }, AutoRemove: false },
  Config: { Image: 'busybox:1.36', Labels: WEB_LABELS, Healthcheck: { StartPeriod: 2_500_000_000 } },
  NetworkSettings: {
    Networks: {
      shop_front: { IPAddress: '', GlobalIPv6Address: 'fd00::5' },
      shop_default: { IPAddress: '172.20.0.5', GlobalIPv6Address: '' },
      shop_left: null,
    },
  },
};

const inspected = (state: InspectedContainer['State'], restarts = 0): InspectedContainer => ({
  ...INSPECT_20_SICK,
  RestartCount: restarts,
  State: state,
});

const NEVER = '0001-01-01T00:00:00Z';

export const INSPECT_20 = {
  /** Restarted by `docker restart` after an exit with 3: the code of that end is forgotten. */
  again: inspected({
    ...INSPECT_20_SICK.State,
    ExitCode: 0,
    StartedAt: '2026-11-21T02:12:52.264656888Z',
    FinishedAt: '2026-11-21T02:12:51.945175898Z',
  }),
  created: inspected({ Status: 'created', OOMKilled: false, ExitCode: 0, StartedAt: NEVER, FinishedAt: NEVER }),
  badCommand: inspected({
    Status: 'created',
    OOMKilled: false,
    Error: 'OCI runtime create failed: exec: "nosuch": executable file not found in $PATH: unknown',
    ExitCode: 127,
    StartedAt: NEVER,
    FinishedAt: NEVER,
  }),
  oom: inspected({
    Status: 'exited',
    OOMKilled: true,
    ExitCode: 137,
    StartedAt: '2026-11-21T02:12:46.327629654Z',
    FinishedAt: '2026-11-21T02:12:46.361216139Z',
  }),
  loop: inspected(
    {
      Status: 'restarting',
      OOMKilled: false,
      ExitCode: 7,
      StartedAt: '2026-11-21T02:12:51.128702082Z',
      FinishedAt: '2026-11-21T02:12:51.166757508Z',
    },
    6,
  ),
} as const;

/** Docker 26.1.5, API 1.45; what later versions leave out or send as null is left out here as well. */
export const LIST_26: (ListedContainer & Record<string, unknown>)[] = [
  {
    Id: '2d96acf6a22371fd82fc4ab4736da5de361ea8edf6587cf72a0378b34fb6160b',
    Names: ['/shop-web-1'],
    Image: 'busybox:1.36',
    ImageID: IMAGE_ID,
    Created: 1795228175,
    Ports: [],
    Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web', 'local.standin': '1' },
    State: 'running',
    Status: 'Up 5 seconds (unhealthy)',
    HostConfig: { NetworkMode: 'none' },
    NetworkSettings: { Networks: { none: { IPAMConfig: null, Links: null, Aliases: null, DNSNames: null } } },
    Mounts: [],
  },
  { Id: '6fa27070e917e4bea28a5c571dd798587225aec34e139f06db05f10554b055e1', Names: null, Labels: null, Health: null },
];

const web = (action: string, extra: Record<string, string> = {}, time = 1795227170076377000) => ({
  status: action,
  id: WEB_ID,
  from: 'busybox:1.36',
  Type: 'container',
  Action: action,
  Actor: { ID: WEB_ID, Attributes: { ...WEB_LABELS, image: 'busybox:1.36', name: 'web', ...extra } },
  scope: 'local',
  time: Math.trunc(time / 1e9),
  timeNano: time,
});

/** Docker 20.10.24. */
export const EVENTS_20 = {
  unhealthy: web('health_status: unhealthy'),
  kill: web('kill', { signal: '15' }),
  die: web('die', { exitCode: '3' }),
  rename: web('rename', { oldName: '/pmd-created' }),
  execCreate: web('exec_create: /bin/sh -c test -f /tmp/healthy', { execID: '00ccdf262d37' }),
  execDie: web('exec_die', { execID: '00ccdf262d37', exitCode: '0' }),
} as const;

/** Docker 26.1.5; from API 1.52 on `status`, `id` and `from` are no longer sent. */
export const EVENT_26_DIE = {
  Type: 'container',
  Action: 'die',
  Actor: {
    ID: WEB_ID,
    Attributes: { execDuration: '5', exitCode: '137', image: 'busybox:1.36', 'local.standin': '1', name: 'plain' },
  },
  scope: 'local',
  time: 1795228181,
  timeNano: 1795228181509235000,
};

/** Docker 20.10.24 on cgroup v1, with a limit of 64 MiB and a network. */
export const STATS_V1: RawStats & Record<string, unknown> = {
  read: '2026-11-21T02:12:51.845775509Z',
  preread: NEVER,
  pids_stats: { current: 2 },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'Read', value: 4096 },
      { op: 'Write', value: 8192 },
      { op: 'Sync', value: 12288 },
      { op: 'Read', value: 100 },
    ],
  },
  cpu_stats: { cpu_usage: { total_usage: 132290657, percpu_usage: [78025012, 54265645] }, online_cpus: 2 },
  memory_stats: {
    usage: 2744320,
    stats: { cache: 2039808, inactive_file: 99999, total_inactive_file: 413696 },
    limit: 67108864,
  },
  networks: { eth0: { rx_bytes: 806, tx_bytes: 10 }, eth1: { rx_bytes: 4, tx_bytes: 1 } },
};

/** Of a container that does not run. */
export const STATS_STOPPED: RawStats = {
  read: NEVER,
  pids_stats: {},
  blkio_stats: { io_service_bytes_recursive: null },
  cpu_stats: { cpu_usage: { total_usage: 0 } },
  memory_stats: {},
};

/** cgroup v2, as Docker's documentation shows it: no per-core numbers, other names, no network. */
export const STATS_V2: RawStats = {
  read: '2026-11-21T02:29:41.173387998Z',
  pids_stats: { current: 7 },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'read', value: 1_024 },
      { op: 'write', value: 2_048 },
    ],
  },
  cpu_stats: { cpu_usage: { total_usage: 24181124 }, online_cpus: 2 },
  memory_stats: {
    usage: 6_000_000,
    stats: { anon: 53248, file: 5_000_000, inactive_file: 1_000_000 },
    limit: 25276502016,
  },
};
