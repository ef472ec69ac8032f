import { describe, expect, it } from '@jest/globals';
import { link, nodeOf } from '../../../src/containers/graph-node.ts';
import { linksOf } from '../../../src/containers/graph-walk.ts';

describe('a network that is shared', () => {
  const family = () => ({ child: nodeOf('torrent'), parent: nodeOf('vpn'), service: nodeOf(undefined) });

  it('stays shared whoever names the same parent afterwards', () => {
    const { child, parent } = family();
    link(child, parent, true);
    link(child, parent, false);
    expect(linksOf(child, 'parents')).toEqual([{ target: 'vpn', sharesNetwork: true }]);
    expect(linksOf(parent, 'children')).toEqual([{ target: 'torrent', sharesNetwork: true }]);
  });

  it('is told in whatever order its parent is found, by itself and as one of a service', () => {
    const { child, parent, service } = family();
    link(child, parent, true);
    link(child, service, false);
    link(service, parent, false);
    expect(linksOf(child, 'parents')).toEqual([{ target: 'vpn', sharesNetwork: true }]);
  });

  it('is none where only a service is named', () => {
    const { child, parent, service } = family();
    link(child, service, false);
    link(service, parent, false);
    expect(linksOf(child, 'parents')).toEqual([{ target: 'vpn', sharesNetwork: false }]);
  });
});

it('whom nobody knows has no family', () => {
  expect(linksOf(undefined, 'parents')).toEqual([]);
});
