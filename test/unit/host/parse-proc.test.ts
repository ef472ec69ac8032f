import { describe, expect, it } from '@jest/globals';
import { cpuRatio, parseLoadavg, parseMeminfo, parseStat } from '../../../src/host/parse-proc.ts';

const STAT = `cpu  10132153 290696 3084719 46828483 16683 0 25195 0 175628 0
cpu0 1393280 32966 572056 13343292 6130 0 17875 0 23933 0
cpu1 1335465 28512 498132 13486322 4214 0 7320 0 20000 0
intr 199292 74 0 0
ctxt 38014093
btime 1323000000
`;
const MEMINFO = `MemTotal:       24684084 kB
MemFree:        21303756 kB
MemAvailable:   24052344 kB
Buffers:          104464 kB
Cached:          2660516 kB
`;

describe('parseStat', () => {
  it('counts work, not waiting for disks, and no guest twice', () => {
    const busy = 10132153 + 290696 + 3084719 + 25195;
    expect(parseStat(STAT)).toEqual({ busy, total: busy + 46828483 + 16683, cores: 2 });
  });

  it('reads an old kernel with four columns', () => {
    expect(parseStat('cpu  1 2 3 4\n')).toEqual({ busy: 6, total: 10, cores: 1 });
  });

  it.each(['', 'cpu  a b c d\n', 'cpu0 1 2 3 4\n'])('refuses %j', (text) => {
    expect(() => parseStat(text)).toThrow('stat');
  });
});

describe('cpuRatio', () => {
  const at = (busy: number, total: number) => ({ busy, total, cores: 2 });

  it.each([
    [at(10, 100), at(60, 200), 0.5],
    [at(10, 100), at(10, 200), 0],
    [at(10, 100), at(10, 100), undefined],
    [at(10, 100), at(5, 200), undefined],
    [at(10, 100), at(200, 150), 1],
  ])('%j → %j: %s', (previous, now, ratio) => {
    expect(cpuRatio(previous, now)).toBe(ratio);
  });
});

describe('parseMeminfo', () => {
  it('reads total and available', () => {
    expect(parseMeminfo(MEMINFO)).toEqual({ totalBytes: 24684084 * 1024, availableBytes: 24052344 * 1024 });
  });

  it('estimates on a kernel that does not say what is available', () => {
    const old = MEMINFO.replace(/MemAvailable.*\n/, '');
    expect(parseMeminfo(old).availableBytes).toBe((21303756 + 104464 + 2660516) * 1024);
  });

  it('refuses another text', () => {
    expect(() => parseMeminfo('nothing')).toThrow('meminfo');
  });
});

describe('parseLoadavg', () => {
  it('reads three numbers', () => {
    expect(parseLoadavg('0.23 0.15 0.12 1/213 4711\n')).toEqual([0.23, 0.15, 0.12]);
  });

  it('refuses another text', () => {
    expect(() => parseLoadavg('0.23 x')).toThrow('loadavg');
  });
});
