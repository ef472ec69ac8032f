import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { hasMarker, hasMemory, startedAt, startOf } from '../../../src/claude/proc.ts';

describe('startOf', () => {
  const fields = (name: string, started: string): string =>
    `42 (${name}) S 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 ${started} 1000 200 18446744073709551615`;

  it('reads the 22nd field, whatever the name of the program holds', () => {
    expect(startOf(fields('sleep', '123456'))).toBe(123_456);
    expect(startOf(fields('a b) S 1 (c', '7'))).toBe(7);
  });

  it('is undefined for what is no such line', () => {
    for (const text of ['', '42 (sleep) S', fields('sleep', 'soon')]) expect(startOf(text)).toBeUndefined();
  });

  it('reads that of a real process, and of none that is not there', async () => {
    const own = readFileSync('/proc/self/stat', 'utf8');
    expect(await startedAt(process.pid)).toBe(startOf(own));
    expect(startOf(own)).toBeGreaterThan(0);
    expect(await startedAt(2 ** 30)).toBeUndefined();
  });
});

describe('hasMemory', () => {
  const stat = (name: string, state: string, bytes: number): string =>
    `42 (${name}) ${state} 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 123456 ${bytes} 200 18446744073709551615`;

  it('reads the 23rd field, whatever the name of the program holds', () => {
    expect(hasMemory(stat('sleep', 'S', 1_000))).toBe(true);
    expect(hasMemory(stat('a) Z 1 (b', 'R', 1_000))).toBe(true);
    expect(hasMemory(stat('kthreadd', 'S', 0))).toBe(false);
    expect(hasMemory(stat('sleep', 'Z', 0))).toBe(false);
    expect(hasMemory('')).toBe(false);
  });
});

describe('hasMarker', () => {
  const environ = (...variables: string[]): Buffer => Buffer.from(variables.map((one) => `${one}\0`).join(''));

  it('wants the whole value of the very variable', () => {
    expect(hasMarker(environ('A=1', 'PARAMEDIC_RUN=r1', 'B=2'), 'r1')).toBe(true);
    expect(hasMarker(environ('PARAMEDIC_RUN=r12'), 'r1')).toBe(false);
    expect(hasMarker(environ('XPARAMEDIC_RUN=r1'), 'r1')).toBe(false);
    expect(hasMarker(environ('A=PARAMEDIC_RUN=r1'), 'r1')).toBe(false);
    expect(hasMarker(environ(), 'r1')).toBe(false);
  });

  it('finds nothing by an empty id', () => {
    expect(hasMarker(environ('PARAMEDIC_RUN='), '')).toBe(false);
  });
});
