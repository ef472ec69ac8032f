import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildGraph, type Graph } from '../../../src/containers/graph.ts';
import type { Resident } from '../../../src/containers/resident.ts';

const SIZE = 9;
const target = (n: number): string => `p/s${n % 4}#${n}`;

interface Wish {
  readonly services: readonly number[];
  readonly labels: readonly number[];
  readonly network: number | undefined;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  services: fc.array(fc.nat(3), { maxLength: 2 }),
  labels: fc.array(fc.nat(SIZE - 1), { maxLength: 2 }),
  network: fc.option(fc.nat(SIZE - 1), { nil: undefined, freq: 4 }),
});
const fleet = fc.array(wish, { minLength: SIZE, maxLength: SIZE });

const residentOf = ({ services, labels, network }: Wish, n: number): Resident => ({
  target: target(n),
  name: `name-${n}`,
  id: `${n}`.padStart(64, 'a'),
  labels: {
    'com.docker.compose.project': 'p',
    'com.docker.compose.service': `s${n % 4}`,
    'com.docker.compose.depends_on': services.map((service) => `s${service}:service_started:false`).join(','),
  },
  networkMode: network === undefined ? 'bridge' : `container:name-${network}`,
  dependsOn: labels.map(target),
});

/** The plain model: everybody's parents by number, services spelt out. */
const wanted = (wishes: readonly Wish[]): Set<number>[] =>
  wishes.map(
    ({ services, labels, network }) =>
      new Set([
        ...labels,
        ...(network === undefined ? [] : [network]),
        ...wishes.flatMap((_, n) => (services.includes(n % 4) ? [n] : [])),
      ]),
  );

const reach = (edges: readonly ReadonlySet<number>[], from: number): Set<number> => {
  const seen = new Set<number>(edges[from]);
  for (const at of seen) for (const to of edges[at] ?? []) seen.add(to);
  return seen;
};

const parents = (graph: Graph, n: number): string[] => graph.parentsOf(target(n)).map((link) => link.target);
const build = (wishes: readonly Wish[]): Graph => buildGraph(wishes.map(residentOf));

describe('any graph', () => {
  it('has exactly the parents that the labels name and that do not need the child in turn', () => {
    fc.assert(
      fc.property(fleet, (wishes) => {
        const [graph, edges] = [build(wishes), wanted(wishes)];
        for (let n = 0; n < SIZE; n++) {
          const expected = [...(edges[n] ?? [])].filter((to) => !reach(edges, to).has(n) && to !== n).map(target);
          expect(parents(graph, n).sort()).toEqual(expected.sort());
        }
      }),
    );
  });

  it('names in its cycles exactly those who need themselves through others', () => {
    fc.assert(
      fc.property(fleet, (wishes) => {
        const [graph, edges] = [build(wishes), wanted(wishes)];
        const circular = wishes.flatMap((_, n) => (reach(edges, n).has(n) ? [target(n)] : []));
        expect(graph.cycles.flat().sort()).toEqual(circular.sort());
        expect(graph.findings.filter(({ code }) => code === 'dependency_cycle')).toHaveLength(graph.cycles.length);
      }),
    );
  });

  it('tells children as the mirror of parents', () => {
    fc.assert(
      fc.property(fleet, (wishes) => {
        const graph = build(wishes);
        const down = wishes.flatMap((_, n) =>
          graph.parentsOf(target(n)).map((link) => `${link.target} ${target(n)} ${link.sharesNetwork}`),
        );
        const up = wishes.flatMap((_, n) =>
          graph.childrenOf(target(n)).map((link) => `${target(n)} ${link.target} ${link.sharesNetwork}`),
        );
        expect(up.sort()).toEqual(down.sort());
      }),
    );
  });

  it('has ancestors that are the parents, and theirs, nearest first, never the target itself', () => {
    fc.assert(
      fc.property(fleet, fc.nat(SIZE - 1), (wishes, start) => {
        const graph = build(wishes);
        const distance = new Map([[target(start), 0]]);
        for (const [at, far] of distance) {
          for (const { target: to } of graph.parentsOf(at)) if (!distance.has(to)) distance.set(to, far + 1);
        }
        distance.delete(target(start));
        const found = graph.ancestorsOf(target(start));
        expect([...found].sort()).toEqual([...distance.keys()].sort());
        const far = found.map((name) => distance.get(name) ?? 0);
        expect(far).toEqual([...far].sort((a, b) => a - b));
      }),
    );
  });
});

describe('hostile labels', () => {
  const hostile: fc.Arbitrary<Resident> = fc.record({
    target: fc.string(),
    name: fc.string(),
    id: fc.string(),
    labels: fc.dictionary(
      fc.constantFrom('com.docker.compose.project', 'com.docker.compose.service', 'com.docker.compose.depends_on'),
      fc.string(),
    ),
    networkMode: fc.oneof(
      fc.string(),
      fc.string().map((name) => `container:${name}`),
    ),
    dependsOn: fc.array(fc.string(), { maxLength: 5 }),
  });

  it('never break it, and findings stay short', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 12 }), (residents) => {
        const graph = buildGraph(residents);
        for (const resident of residents) {
          expect(graph.ancestorsOf(resident.target)).not.toContain(resident.target);
          expect(graph.parentsOf(resident.target).length).toBeLessThanOrEqual(residents.length);
        }
        for (const { message } of graph.findings) expect(message.length).toBeLessThan(2_000);
      }),
    );
  });
});
