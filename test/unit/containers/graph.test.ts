import { describe, expect, it } from '@jest/globals';
import { buildGraph } from '../../../src/containers/graph.ts';
import type { Resident } from '../../../src/containers/resident.ts';

const ID = (n: number): string => `${n}`.padStart(12, 'f').padEnd(64, '0');

const plain = (name: string, part: Partial<Resident> = {}): Resident => ({
  target: name,
  name,
  id: ID([...name].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % 1_000_000),
  labels: {},
  networkMode: 'bridge',
  dependsOn: [],
  ...part,
});

const service = (project: string, name: string, dependsOn = '', part: Partial<Resident> = {}): Resident =>
  plain(`${project}-${name}-1`, {
    target: `${project}/${name}#1`,
    labels: {
      'com.docker.compose.project': project,
      'com.docker.compose.service': name,
      'com.docker.compose.depends_on': dependsOn,
    },
    ...part,
  });

const targets = (links: readonly { target: string }[]): string[] => links.map(({ target }) => target);

describe("compose's depends_on", () => {
  it('links to every container of the service of the same project', () => {
    const graph = buildGraph([
      service('shop', 'web', 'db:service_healthy:false'),
      service('shop', 'db'),
      service('shop', 'db', '', { target: 'shop/db#2', name: 'shop-db-2' }),
      service('blog', 'db'),
    ]);
    expect(graph.parentsOf('shop/web#1')).toEqual([
      { target: 'shop/db#1', sharesNetwork: false },
      { target: 'shop/db#2', sharesNetwork: false },
    ]);
    expect(targets(graph.childrenOf('shop/db#2'))).toEqual(['shop/web#1']);
    expect(graph.childrenOf('blog/db#1')).toEqual([]);
    expect(graph.findings).toEqual([]);
  });

  it.each([
    ['db:service_healthy:false,cache:service_started:true', ['shop/db#1', 'shop/cache#1']],
    ['db:service_healthy,cache', ['shop/db#1', 'shop/cache#1']],
    [' db:service_started:false , cache:service_started:false ', ['shop/db#1', 'shop/cache#1']],
    ['db:service_completed_successfully:false,cache:service_started:false', ['shop/cache#1']],
    ['db:service_healthy:false,db:service_started:false', ['shop/db#1']],
    ['nobody:service_started:false', []],
    [',,::,:service_healthy', []],
    ['', []],
  ])('reads %j', (label, expected) => {
    const graph = buildGraph([service('shop', 'web', label), service('shop', 'db'), service('shop', 'cache')]);
    expect(targets(graph.parentsOf('shop/web#1'))).toEqual(expected);
  });
});

it("leaves a person's `compose run` out of its service, and knows what it needs", () => {
  const errand = plain('shop-db-run-1', {
    labels: { ...service('shop', 'db', 'disk:service_started:false').labels, 'com.docker.compose.oneoff': 'True' },
  });
  const graph = buildGraph([service('shop', 'web', 'db:service_healthy:false'), errand, service('shop', 'disk')]);
  expect(graph.parentsOf('shop/web#1')).toEqual([]);
  expect(targets(graph.parentsOf('shop-db-run-1'))).toEqual(['shop/disk#1']);
});

describe("another's network", () => {
  const vpn = plain('vpn', { id: ID(77) });

  it.each([
    ['the id', `container:${ID(77)}`],
    ['a short id', `container:${ID(77).slice(0, 12)}`],
    ['the name', 'container:vpn'],
  ])('is a dependency by %s', (_how, networkMode) => {
    const graph = buildGraph([plain('torrent', { networkMode }), vpn]);
    expect(graph.parentsOf('torrent')).toEqual([{ target: 'vpn', sharesNetwork: true }]);
    expect(graph.childrenOf('vpn')).toEqual([{ target: 'torrent', sharesNetwork: true }]);
    expect(graph.stranded).toEqual([]);
  });

  it.each(['bridge', 'host', 'none', 'shop_default', 'container:'])('is none with %s', (networkMode) => {
    const graph = buildGraph([plain('torrent', { networkMode }), vpn]);
    expect(graph.parentsOf('torrent')).toEqual([]);
    expect(graph.stranded).toEqual([]);
  });

  it('that belonged to a replaced container is told as stranded', () => {
    const graph = buildGraph([plain('torrent', { networkMode: `container:${ID(1)}` }), vpn]);
    expect(graph.parentsOf('torrent')).toEqual([]);
    expect(graph.stranded).toEqual([{ target: 'torrent', owner: ID(1) }]);
  });

  it('keeps the link to the target of a container that was replaced', () => {
    const graph = buildGraph([plain('torrent', { networkMode: `container:${ID(1)}` }), vpn], new Map([[ID(1), 'vpn']]));
    expect(graph.parentsOf('torrent')).toEqual([{ target: 'vpn', sharesNetwork: true }]);
    expect(graph.stranded).toEqual([]);
  });

  it('belongs to whoever has the id now, not to whose container had it before', () => {
    const formerIds = new Map([[ID(77), 'old']]);
    const graph = buildGraph([plain('torrent', { networkMode: `container:${ID(77)}` }), vpn, plain('old')], formerIds);
    expect(targets(graph.parentsOf('torrent'))).toEqual(['vpn']);
  });

  it('is lost where the target of a replaced container is gone too', () => {
    const formerIds = new Map([[ID(1), 'gone']]);
    const graph = buildGraph([plain('torrent', { networkMode: `container:${ID(1)}` })], formerIds);
    expect(graph.stranded).toEqual([{ target: 'torrent', owner: ID(1) }]);
  });

  it('counts as shared also when compose tells of the same parent', () => {
    const graph = buildGraph([
      service('home', 'torrent', 'vpn:service_started:true', { networkMode: `container:${ID(9)}` }),
      service('home', 'vpn', '', { id: ID(9) }),
    ]);
    expect(graph.parentsOf('home/torrent#1')).toEqual([{ target: 'home/vpn#1', sharesNetwork: true }]);
    expect(graph.childrenOf('home/vpn#1')).toEqual([{ target: 'home/torrent#1', sharesNetwork: true }]);
  });
});

describe('the own label', () => {
  const db = service('shop', 'db');
  const other = service('blog', 'cache');

  it.each([
    ['a target', 'blog/cache#1', 'blog/cache#1'],
    ['a container name', 'blog-cache-1', 'blog/cache#1'],
    ['a service of the same project', 'db', 'shop/db#1'],
    ['a service of another project', 'blog/cache', 'blog/cache#1'],
  ])('names %s', (_what, wanted, expected) => {
    const graph = buildGraph([service('shop', 'web', '', { dependsOn: [wanted] }), db, other]);
    expect(graph.parentsOf('shop/web#1')).toEqual([{ target: expected, sharesNetwork: false }]);
    expect(graph.findings).toEqual([]);
  });

  it('that names nobody is a finding', () => {
    const graph = buildGraph([plain('web', { dependsOn: ['dp', 'cache'] }), plain('cache')]);
    expect(targets(graph.parentsOf('web'))).toEqual(['cache']);
    expect(graph.findings).toEqual([
      expect.objectContaining({
        code: 'unknown_dependency',
        subject: 'web',
        message: expect.stringContaining('`dp`'),
        cure: expect.stringContaining('paramedic status'),
      }),
    ]);
  });
});

describe('ancestors', () => {
  it('come nearest first, each once', () => {
    const graph = buildGraph([
      service('shop', 'web', 'api:service_started:false,cache:service_started:false'),
      service('shop', 'api', 'db:service_healthy:false'),
      service('shop', 'cache', 'disk:service_started:false'),
      service('shop', 'db', 'disk:service_started:false'),
      service('shop', 'disk'),
    ]);
    expect(graph.ancestorsOf('shop/web#1')).toEqual(['shop/api#1', 'shop/cache#1', 'shop/db#1', 'shop/disk#1']);
    expect(graph.ancestorsOf('shop/disk#1')).toEqual([]);
    expect(graph.ancestorsOf('nobody')).toEqual([]);
    expect(graph.parentsOf('nobody')).toEqual([]);
  });
});

describe('a circle', () => {
  it('counts for nothing and is told once, with a cure', () => {
    const graph = buildGraph([
      plain('a', { dependsOn: ['b'] }),
      plain('b', { dependsOn: ['c'] }),
      plain('c', { dependsOn: ['a', 'd'] }),
      plain('d'),
      plain('e', { dependsOn: ['a'] }),
    ]);
    expect(graph.cycles).toEqual([['a', 'b', 'c']]);
    expect(graph.parentsOf('a')).toEqual([]);
    expect(targets(graph.parentsOf('c'))).toEqual(['d']);
    expect(targets(graph.childrenOf('a'))).toEqual(['e']);
    expect(graph.ancestorsOf('e')).toEqual(['a']);
    expect(graph.findings).toEqual([
      expect.objectContaining({
        code: 'dependency_cycle',
        subject: 'a',
        message: expect.stringContaining('`a`, `b`, `c`'),
        cure: expect.stringContaining('depends_on'),
      }),
    ]);
  });

  it.each([
    [8, '`8` depend on each other'],
    [9, '`8` and 1 more depend on each other'],
    [12, '`8` and 4 more depend on each other'],
  ])('of %i is told with no more than eight names', (size, told) => {
    const name = (n: number): string => `${n}`.padStart(size > 9 ? 2 : 1, '0');
    const members = Array.from({ length: size }, (_, n) =>
      plain(name(n + 1), { dependsOn: [name(((n + 1) % size) + 1)] }),
    );
    const [finding] = buildGraph(members).findings;
    expect(finding?.message.replaceAll('`0', '`')).toContain(told);
    expect(finding?.message).not.toContain(`\`${name(9)}\``);
  });

  it('is told with names that are cut, for they come from labels', () => {
    const long = 'x'.repeat(500);
    const [finding] = buildGraph([plain(long, { dependsOn: [long] })]).findings;
    expect(finding?.message).toContain(`\`${'x'.repeat(120)}\` depends`);
  });

  it('is told beside others in alphabetical order, whoever comes first', () => {
    const pair = (a: string, b: string) => [plain(a, { dependsOn: [b] }), plain(b, { dependsOn: [a] })];
    const [first, second, third] = [pair('a', 'f'), pair('b', 'e'), pair('c', 'd')];
    const sorted = [
      ['a', 'f'],
      ['b', 'e'],
      ['c', 'd'],
    ];
    expect(buildGraph([...third, ...first, ...second]).cycles).toEqual(sorted);
    expect(buildGraph([...first, ...second, ...third]).cycles).toEqual(sorted);
  });

  it('of one is told as such', () => {
    const graph = buildGraph([plain('a', { dependsOn: ['a'] })]);
    expect(graph.cycles).toEqual([['a']]);
    expect(graph.parentsOf('a')).toEqual([]);
    expect(graph.findings[0]?.message).toContain('depends on itself');
  });

  it('through a service leaves the other containers of that service dependable', () => {
    const graph = buildGraph([
      service('shop', 'web', 'db:service_started:false'),
      service('shop', 'db', '', { dependsOn: ['web'] }),
      service('shop', 'db', '', { target: 'shop/db#2', name: 'shop-db-2' }),
    ]);
    expect(graph.cycles).toEqual([['shop/db#1', 'shop/web#1']]);
    expect(targets(graph.parentsOf('shop/web#1'))).toEqual(['shop/db#2']);
    expect(graph.ancestorsOf('shop/web#1')).toEqual(['shop/db#2']);
  });
});
