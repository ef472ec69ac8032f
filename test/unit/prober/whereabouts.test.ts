import { describe, expect, it } from '@jest/globals';
import { hostAddressOf, whereIs } from '../../../src/prober/whereabouts.ts';
import { container } from '../../support/charts.ts';

const owner = container({ name: 'vpn', addresses: ['10.0.0.9'] });
const around = { hostAddress: '127.0.0.1', inspect: async (id: string) => (id === 'vpn' ? owner : undefined) };
const where = (networkMode: string, addresses: string[] = [], hostAddress: string | undefined = around.hostAddress) =>
  whereIs(container({ networkMode, addresses }), { ...around, hostAddress });

describe('where a container is reached', () => {
  it('is at its first address of its own', async () => {
    expect(await where('shop_default', ['10.0.0.5', '10.1.0.5'])).toEqual({ host: '10.0.0.5' });
  });

  it('is at the host’s for one on the host’s network', async () => {
    expect(await where('host')).toEqual({ host: '127.0.0.1' });
    const cut = await whereIs(container({ networkMode: 'host' }), { ...around, hostAddress: undefined });
    expect(cut).toEqual({ reason: expect.stringContaining('write an address') });
  });

  it('is at the other’s for one in another’s network', async () => {
    expect(await where('container:vpn')).toEqual({ host: '10.0.0.9' });
    expect(await where('container:gone')).toEqual({ reason: expect.stringContaining('is gone') });
  });

  it('is nowhere without a network, and says so', async () => {
    expect(await where('none')).toEqual({ reason: expect.stringContaining('exec') });
    expect(await where('bridge')).toEqual({ reason: expect.stringContaining('no address') });
  });
});

describe('where the ports of the engine’s host are reached', () => {
  it.each([
    [undefined, false, '127.0.0.1'],
    ['unix:///var/run/docker.sock', false, '127.0.0.1'],
    ['/var/run/docker.sock', false, '127.0.0.1'],
    [undefined, true, undefined],
    ['unix:///run/engine/engine.sock', true, undefined],
    ['tcp://10.0.0.2:2376', true, '10.0.0.2'],
    ['tcp://[fd00::2]:2376', false, 'fd00::2'],
    ['ssh://root@box', false, 'box'],
  ])('%j, in a container: %j', (dockerHost, inContainer, expected) => {
    expect(hostAddressOf(dockerHost, inContainer)).toBe(expected);
  });
});
