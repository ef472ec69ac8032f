/** Parsers of /proc. Pure; each throws on a text that is not what it should be. */

/** Since boot, in ticks, over all cores. */
export interface CpuTimes {
  busy: number;
  total: number;
  cores: number;
}

/** /proc/stat. Waiting for a disk is not work; a guest's time is already counted as user time. */
export function parseStat(text: string): CpuTimes {
  const fields = /^cpu +(.+)$/m.exec(text)?.[1]?.trim().split(/\s+/).map(Number);
  if (fields === undefined || fields.length < 4 || fields.some(Number.isNaN))
    throw new Error('no line "cpu …" in stat');
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, total: busy + idle + iowait, cores: text.match(/^cpu\d+ /gm)?.length ?? 1 };
}

/** The share of busy time between two readings, in 0..1; undefined when the counters went back or stood still. */
export function cpuRatio(previous: CpuTimes, now: CpuTimes): number | undefined {
  const total = now.total - previous.total;
  const busy = now.busy - previous.busy;
  return total > 0 && busy >= 0 ? Math.min(1, busy / total) : undefined;
}

/** /proc/meminfo; kernels before 3.14 do not say what is available. */
export function parseMeminfo(text: string): { totalBytes: number; availableBytes: number } {
  const bytes = (key: string): number | undefined => {
    const kilobytes = new RegExp(`^${key}: +(\\d+) kB$`, 'm').exec(text)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  };
  const totalBytes = bytes('MemTotal');
  const availableBytes = bytes('MemAvailable') ?? sumOf(['MemFree', 'Buffers', 'Cached'].map(bytes));
  if (totalBytes === undefined || availableBytes === undefined)
    throw new Error('no MemTotal or MemAvailable in meminfo');
  return { totalBytes, availableBytes };
}

/** /proc/loadavg: over 1, 5 and 15 minutes. */
export function parseLoadavg(text: string): [number, number, number] {
  const [load1 = Number.NaN, load5 = Number.NaN, load15 = Number.NaN] = text.trim().split(/\s+/).map(Number);
  if ([load1, load5, load15].some(Number.isNaN)) throw new Error('no three numbers in loadavg');
  return [load1, load5, load15];
}

function sumOf(values: readonly (number | undefined)[]): number | undefined {
  return values.every((value) => value !== undefined) ? values.reduce((total, value) => total + value, 0) : undefined;
}
