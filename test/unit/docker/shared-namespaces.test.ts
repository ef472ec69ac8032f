import { describe, expect, it } from '@jest/globals';
import type { ContainerSummary } from '../../../src/containers/container.ts';
import { resolveShared } from '../../../src/docker/shared-namespaces.ts';
import { translateSummary } from '../../../src/docker/translate-summary.ts';
import { FULL_20 } from './recorded-full.ts';

const one = (Id: string, name: string, Labels: Record<string, string> = {}): ContainerSummary =>
  translateSummary({ Id, Names: [`/${name}`], Labels });
const service = (id: string, name: string) =>
  one(id, name, { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': name });
const near = (all: ContainerSummary[], replaced: [string, string][] = []) => ({ all, replaced: new Map(replaced) });

const sharing = (modes: object, dependsOn = '') => ({
  ...FULL_20,
  HostConfig: { ...FULL_20.HostConfig, ...modes },
  Config: {
    ...FULL_20.Config,
    Labels: {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'web',
      'com.docker.compose.depends_on': dependsOn,
    },
  },
});
const child = (dependsOn?: string) => sharing({ NetworkMode: 'container:gone' }, dependsOn);

describe('resolveShared', () => {
  it('has nothing to say of a container of its own', () => {
    expect(resolveShared(FULL_20, near([]))).toEqual({});
  });

  it('keeps what is there, by id or by name', () => {
    const modes = { NetworkMode: 'container:vpn', IpcMode: 'container:i1', PidMode: 'container:i1' };
    expect(resolveShared(sharing(modes), near([one('i1', 'vpn')]))).toEqual({
      NetworkMode: 'container:i1',
      IpcMode: 'container:i1',
      PidMode: 'container:i1',
    });
  });

  it('goes from one that is set aside to its successor', () => {
    const all = [one('gone', 'vpn.paramedic-old-0123abcd'), one('new', 'vpn')];
    expect(resolveShared(child(), near(all))).toEqual({ NetworkMode: 'container:new' });
    expect(resolveShared(child(), near(all.slice(0, 1)))).toEqual({ NetworkMode: 'container:gone' });
  });

  it('follows our own recreates over generations, and never in a circle', () => {
    const replaced: [string, string][] = [
      ['gone', 'second'],
      ['second', 'third'],
    ];
    expect(resolveShared(child(), near([one('third', 'vpn')], replaced))).toEqual({ NetworkMode: 'container:third' });
    expect(
      resolveShared(
        child(),
        near(
          [],
          [
            ['gone', 'second'],
            ['second', 'gone'],
          ],
        ),
      ),
    ).toMatchObject({
      lost: 'it lives in the network of container gone, which is gone',
    });
  });

  it('takes the one service that compose says it needs, and does not choose between two', () => {
    const all = [service('v', 'vpn'), service('d', 'db'), one('other', 'vpn2')];
    expect(resolveShared(child('vpn:service_started:true'), near(all))).toEqual({ NetworkMode: 'container:v' });
    expect(resolveShared(child('vpn:service_started:true,db:service_healthy:true'), near(all))).toHaveProperty('lost');
    expect(resolveShared(child(), near(all))).toHaveProperty('lost');
  });
});
