import { readdirSync, readFileSync } from 'node:fs';

/** The kernel tells CPU time in ticks of 10 ms, on every Linux there is. */
const TICKS_PER_SECOND = 100;

/** CPU-seconds of one `/proc/PID/stat`: its own, and those of its children that have ended. */
export function parseCpuSeconds(stat: string): { own: number; ended: number } {
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = afterName(stat).slice(11, 15).map(Number);
  return { own: (user + system) / TICKS_PER_SECOND, ended: (endedUser + endedSystem) / TICKS_PER_SECOND };
}

export const parseParent = (stat: string): number => Number(afterName(stat)[1]);

/** The name of a program may hold spaces and brackets; what follows it does not. */
const afterName = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

/** `Rss` or `Pss` of `/proc/PID/smaps_rollup`, in MB of 1024 kB: shared pages count in full, or by their share. */
export function parseMemoryMb(rollup: string, kind: 'Rss' | 'Pss'): number {
  const kilobytes = new RegExp(`^${kind}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1];
  return Number(kilobytes) / 1024;
}

const statOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8');

export const cpuSeconds = (pid: number): number => parseCpuSeconds(statOf(pid)).own;

/**
 * The same of one that lives, to the nanosecond: ticks are too coarse for what happens within a second. What its threads have
 * used that have ended is missing; Node starts its threads once. A kernel that keeps no such record counts in ticks.
 */
export function fineCpuSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const used = sumOver(threads.map(Number), (thread) => nanosecondsOf(pid, thread));
  return used === 0 ? cpuSeconds(pid) : used / 1e9;
}

const nanosecondsOf = (pid: number, thread: number): number =>
  parseNanoseconds(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'));

/** On the CPU, of one `schedstat`: the time that it waited for one comes after it. */
export const parseNanoseconds = (schedstat: string): number => Number(schedstat.split(' ')[0]);

export const memoryMb = (pid: number, kind: 'Rss' | 'Pss'): number =>
  parseMemoryMb(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), kind);

/** Of a process and its children, living and ended: a Postgres is a postmaster and one process a connection. */
export const familyCpuSeconds = (pid: number): number =>
  parseCpuSeconds(statOf(pid)).ended + sumOver([pid, ...childrenOf(pid)], cpuSeconds);

export const familyMemoryMb = (pid: number, kind: 'Rss' | 'Pss'): number =>
  sumOver([pid, ...childrenOf(pid)], (member) => memoryMb(member, kind));

function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((child) => unlessGone(() => parseParent(statOf(child))) === pid);
}

const sumOver = (pids: readonly number[], measure: (pid: number) => number): number =>
  pids.reduce((sum, pid) => sum + (unlessGone(() => measure(pid)) ?? 0), 0);

/** Children come and go while we read. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
