import { describe, expect, it } from '@jest/globals';
import { successorOf } from '../../../src/docker/successor.ts';
import type { InspectedInFull } from '../../../src/docker/vendor-full.ts';
import { FULL_20 } from './recorded-full.ts';

const IMAGE = 'busybox:1.36';
type Body = Record<string, unknown> & { HostConfig: Record<string, unknown>; NetworkingConfig?: object };
const bodyOf = (old: InspectedInFull, shared = {}) => successorOf(old, IMAGE, shared).body as Body;
const withHost = (part: object): InspectedInFull => ({ ...FULL_20, HostConfig: { ...FULL_20.HostConfig, ...part } });
const withConfig = (part: object): InspectedInFull => ({ ...FULL_20, Config: { ...FULL_20.Config, ...part } });

describe('successorOf', () => {
  it('carries the configuration over, without host name and alias that came from the old id', () => {
    const { body, connect, leave } = successorOf(FULL_20, IMAGE);
    expect(body).toEqual({
      Domainname: '',
      Image: IMAGE,
      Env: ['COLOUR=green', 'PATH=/bin'],
      Cmd: ['sleep', '1000'],
      Entrypoint: [''],
      Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
      ExposedPorts: { '8080/tcp': {} },
      Volumes: { '/anonymous': {} },
      MacAddress: '02:42:0a:d5:00:4d',
      SomethingNew: { kept: true },
      HostConfig: {
        ...FULL_20.HostConfig,
        Links: null,
        Binds: ['shop_named:/named:rw', 'c0ffee:/anonymous'],
      },
      NetworkingConfig: {
        EndpointsConfig: {
          shop_front: {
            IPAMConfig: { IPv4Address: '10.213.1.77' },
            Aliases: ['web', 'site'],
            MacAddress: '02:42:0a:d5:00:4d',
          },
        },
      },
    });
    expect(connect).toEqual([{ network: 'shop_back', endpoint: { Aliases: ['inner'], DriverOpts: { a: 'b' } } }]);
    expect(leave).toBeUndefined();
  });

  it('keeps a host name that a person gave, and an entrypoint', () => {
    expect(bodyOf(withConfig({ Hostname: 'web.lan', Entrypoint: ['/run'] }))).toMatchObject({
      Hostname: 'web.lan',
      Entrypoint: ['/run'],
    });
    expect(bodyOf(withConfig({ Hostname: 'web.lan' }), { NetworkMode: 'host' }).Hostname).toBe('web.lan');
    expect(bodyOf({ ...withConfig({ Hostname: 'box' }), HostConfig: { UTSMode: 'host' } }).Hostname).toBeUndefined();
  });

  it('tells the engine nothing of a network that is another container’s', () => {
    const { body, connect, leave } = successorOf(withConfig({ Hostname: 'parent' }), IMAGE, {
      NetworkMode: 'container:abc',
    });
    expect(body).toMatchObject({ HostConfig: { NetworkMode: 'container:abc' } });
    for (const key of ['Hostname', 'Domainname', 'ExposedPorts', 'MacAddress', 'NetworkingConfig']) {
      expect(body).not.toHaveProperty(key);
    }
    expect([connect, leave]).toEqual([[], undefined]);
  });

  it.each(['host', 'none'])('joins no network in the mode %s', (NetworkMode) => {
    const old = { ...withHost({ NetworkMode }), NetworkSettings: { Networks: { [NetworkMode]: {} } } };
    expect(successorOf(old, IMAGE)).toMatchObject({ connect: [], leave: undefined });
    expect(bodyOf(old)).not.toHaveProperty('NetworkingConfig');
  });

  it('finds the default network by any of its names, and one by its id', () => {
    const bridge = { NetworkSettings: { Networks: { bridge: { Aliases: null } } } };
    for (const NetworkMode of ['', 'default', 'bridge']) {
      expect(successorOf({ ...withHost({ NetworkMode }), ...bridge }, IMAGE)).toMatchObject({ connect: [] });
    }
    expect(successorOf(withHost({ NetworkMode: 'feed0001' }), IMAGE).connect).toHaveLength(1);
  });

  it('leaves a network that the old one had left', () => {
    const { connect, leave } = successorOf(withHost({ NetworkMode: 'shop_gone' }), IMAGE);
    expect(leave).toBe('shop_gone');
    expect(connect.map(({ network }) => network)).toEqual(['shop_front', 'shop_back']);
  });

  it('names anonymous volumes wherever they were asked for', () => {
    const Mounts = [
      { Type: 'volume', Name: 'a1', Destination: '/by-bind', RW: true },
      { Type: 'volume', Name: 'a2', Destination: '/by-mount', RW: true },
      { Type: 'volume', Name: 'a3', Destination: '/by-image', RW: false },
      { Type: 'bind', Source: '/srv', Destination: '/srv', RW: true },
      { Type: 'tmpfs', Destination: '/ram', RW: true },
    ];
    const specs = [
      { Type: 'volume', Target: '/by-mount', VolumeOptions: { Labels: {} } },
      { Type: 'bind', Source: '/etc', Target: '/host-etc' },
    ];
    const { HostConfig } = bodyOf({ ...withHost({ Binds: ['/by-bind', '/srv:/srv:z'], Mounts: specs }), Mounts });
    expect(HostConfig).toMatchObject({
      Binds: ['/srv:/srv:z', 'a1:/by-bind', 'a3:/by-image:ro'],
      Mounts: [{ Type: 'volume', Source: 'a2', Target: '/by-mount', VolumeOptions: { Labels: {} } }, specs[1]],
    });
  });

  it('writes legacy links as they are asked for', () => {
    expect(bodyOf(withHost({ Links: ['/db:/web/database', '/cache:/web/cache'] })).HostConfig.Links).toEqual([
      'db:database',
      'cache:cache',
    ]);
  });
});
