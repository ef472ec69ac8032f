import { describe, expect, it } from '@jest/globals';
import { parsePostmaster } from '../../../src/storage/postmaster.ts';

describe('parsePostmaster', () => {
  it('reads pid and port', () => {
    const text = '4711\n/data/postgres\n1795228371\n35825\n\n127.0.0.1\n  12345  7\nready   \n';
    expect(parsePostmaster(text)).toEqual({ pid: 4711, port: 35825 });
  });

  it('has no port yet while the server begins', () => {
    expect(parsePostmaster('4711\n/data/postgres\n')).toEqual({ pid: 4711, port: 0 });
  });

  it('is nothing for a damaged file', () => {
    for (const text of ['', 'x\n', '-5\n', '0\n']) expect(parsePostmaster(text)).toBeUndefined();
  });
});
