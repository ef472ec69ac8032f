import { describe, expect, it } from '@jest/globals';
import {
  cpuSeconds,
  fineCpuSeconds,
  parseCpuSeconds,
  parseMemoryMb,
  parseNanoseconds,
  parseParent,
} from '../../bench/proc.ts';

/** Recorded; the name of a process may be anything. */
const STAT =
  '4242 (a ) (b c) S 17 4242 4242 0 -1 4194560 20132 311 25 0 1234 66 200 5 20 0 11 0 98765 1311846400 29450 ' +
  '18446744073709551615 4194304 46137344 140722 0 0 0 0 16781312 134235650 0 0 0 17 1 0 0 0 0 0';
const ROLLUP = `00200000-7fff0000 ---p 00000000 00:00 0                  [rollup]
Rss:              120832 kB
Pss:               81920 kB
Pss_Dirty:         61440 kB
Anonymous:         60000 kB
`;

describe('/proc', () => {
  it('tells the CPU time of a process and of its ended children', () => {
    expect(parseCpuSeconds(STAT)).toEqual({ own: 13, ended: 2.05 });
  });

  it('tells the time of a thread on the CPU to the nanosecond, not the time that it waited', () => {
    expect(parseNanoseconds('1234567890 42 17\n')).toBe(1_234_567_890);
  });

  it('counts the same finely as in ticks, but for threads that have ended', () => {
    const before = cpuSeconds(process.pid);
    const fine = fineCpuSeconds(process.pid);
    expect(fine).toBeGreaterThan(0);
    expect(fine).toBeLessThan(before + 1);
  });

  it('tells its parent', () => {
    expect(parseParent(STAT)).toBe(17);
  });

  it('tells its memory, and takes no other line for it', () => {
    expect(parseMemoryMb(ROLLUP, 'Rss')).toBe(118);
    expect(parseMemoryMb(ROLLUP, 'Pss')).toBe(80);
  });
});
