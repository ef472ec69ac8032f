import { describe, expect, it } from '@jest/globals';
import { negotiate } from '../../../src/docker/api-version.ts';

describe('negotiate', () => {
  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.45', '1.24', '1.45'],
    ['1.99', '1.44', '1.51'],
    ['1.45', undefined, '1.45'],
  ])('engine %s, from %s on → %s', (apiVersion, minApiVersion, spoken) => {
    expect(negotiate({ apiVersion, minApiVersion })).toBe(spoken);
  });

  it.each([
    [{ apiVersion: '1.40', minApiVersion: '1.12' }, 'engine_too_old'],
    [{ apiVersion: '1.9', minApiVersion: '1.1' }, 'engine_too_old'],
    [{ apiVersion: 'nonsense', minApiVersion: undefined }, 'engine_too_old'],
    [{ apiVersion: '1.99', minApiVersion: '1.90' }, 'engine_too_new'],
  ])('%j → %s', (engine, code) => {
    expect(() => negotiate(engine)).toThrow(
      expect.objectContaining({ code, retryable: false, cure: expect.any(String) }),
    );
  });
});
