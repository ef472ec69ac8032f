import { describe, expect, it } from '@jest/globals';
import { callKey } from '../../../../src/escalation/gate/call-key.ts';

const key = (input: unknown, tool = 'Bash') => callKey({ tool, input });

describe('the key of a call', () => {
  it('is the same whatever the order of the fields', () => {
    expect(key({ a: 1, b: { c: 2, d: [3, null] } })).toBe(key({ b: { d: [3, null], c: 2 }, a: 1 }));
    expect(key({})).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: ['b', 1] }, { a: { b: 1 } }],
    [{ a: [['b', 1]] }, { a: { b: 1 } }],
    [{ a: ['fields', ['b', 1]] }, { a: { b: 1 } }],
    [{ a: {} }, { a: [] }],
    [{ a: null }, {}],
    [{ a: null }, { a: undefined }],
    [{ a: null }, { a: Number.NaN }],
    [{ a: 'x' }, { a: 'x ' }],
    [{ a: { b: 1 }, c: 2 }, { a: { b: 1, c: 2 } }],
    ['a', ['a']],
  ])('tells %j from %j', (one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  it('tells tools apart', () => {
    expect(key({ a: 1 }, 'Bash')).not.toBe(key({ a: 1 }, 'bash'));
  });

  it('is none for what cannot be written down', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect([key(circle), key(5n)]).toEqual([undefined, undefined]);
  });
});
