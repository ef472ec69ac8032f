import type { InspectedInFull } from '../../../src/docker/vendor-full.ts';

const ID = 'a2247cd06686dfc389ee88b7d2e4ec7728916563f0dd059f9b8ed96d59677e25';

/** Docker 20.10.24, API 1.41; shortened, and with a field that no engine has yet. */
export const FULL_20: InspectedInFull = {
  Id: ID,
  Name: '/shop-web-1',
  Created: '2026-11-21T05:15:37.306860437Z',
  Image: 'sha256:46320de72804f4017fee83a4be08237fe2618239986a7e08a5fd4c84cd0a58dd',
  RestartCount: 0,
  State: { Status: 'running', ExitCode: 0, StartedAt: '2026-11-21T05:15:37.498053079Z' },
  HostConfig: {
    Binds: ['shop_named:/named:rw'],
    NetworkMode: 'shop_front',
    PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
    RestartPolicy: { Name: 'unless-stopped' },
    AutoRemove: false,
    Links: null,
    IpcMode: 'private',
    PidMode: '',
    UTSMode: '',
    Memory: 67108864,
    NanoCpus: 500000000,
    LogConfig: { Type: 'json-file' },
  },
  Mounts: [
    { Type: 'volume', Name: 'shop_named', Source: '/x/shop_named/_data', Destination: '/named', Mode: 'rw', RW: true },
    { Type: 'volume', Name: 'c0ffee', Source: '/x/c0ffee/_data', Destination: '/anonymous', Mode: '', RW: true },
  ],
  Config: {
    Hostname: 'a2247cd06686',
    Domainname: '',
    Image: 'busybox:1.36',
    Env: ['COLOUR=green', 'PATH=/bin'],
    Cmd: ['sleep', '1000'],
    Entrypoint: null,
    Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
    ExposedPorts: { '8080/tcp': {} },
    Volumes: { '/anonymous': {} },
    MacAddress: '02:42:0a:d5:00:4d',
    SomethingNew: { kept: true },
  },
  NetworkSettings: {
    Networks: {
      shop_front: {
        IPAMConfig: { IPv4Address: '10.213.1.77' },
        Links: null,
        Aliases: ['web', 'site', 'a2247cd06686'],
        NetworkID: 'feed0001',
        EndpointID: '742c',
        IPAddress: '10.213.1.77',
        MacAddress: '02:42:0a:d5:00:4d',
        DriverOpts: null,
      },
      shop_back: {
        IPAMConfig: null,
        Aliases: ['inner', 'a2247cd06686'],
        NetworkID: 'feed0002',
        IPAddress: '172.21.0.2',
        MacAddress: '02:42:ac:15:00:02',
        DriverOpts: { a: 'b' },
      },
    },
  },
};
