import { describe, expect, it } from '@jest/globals';
import { componentsOf } from '../../../src/containers/components.ts';

const sorted = (edges: Readonly<Record<string, readonly string[]>>): string[] =>
  componentsOf(Object.keys(edges), (node) => edges[node] ?? [])
    .map((component) => component.sort().join(''))
    .sort();

describe('componentsOf', () => {
  it('leaves whoever stands in no circle alone', () => {
    expect(sorted({ a: ['b', 'c'], b: ['c'], c: [] })).toEqual(['a', 'b', 'c']);
  });

  it('puts a circle together, and what hangs on it not', () => {
    expect(sorted({ a: ['b'], b: ['c'], c: ['a', 'd'], d: [], e: ['a'] })).toEqual(['abc', 'd', 'e']);
  });

  it('keeps two circles apart that are linked one way', () => {
    expect(sorted({ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] })).toEqual(['ab', 'cd']);
  });

  it('makes one of two circles that share a member', () => {
    expect(sorted({ a: ['b'], b: ['a', 'c'], c: ['b'] })).toEqual(['abc']);
  });

  it('walks a chain of 100,000', () => {
    const length = 100_000;
    const components = componentsOf(Array(length).keys(), (node) => (node + 1 < length ? [node + 1] : []));
    expect(components).toHaveLength(length);
  });
});
