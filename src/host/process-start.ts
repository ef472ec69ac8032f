import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second here, on every platform that Node runs on. */
const TICK_MS = 10;

/** When a process began, in ms since the epoch, to the second; undefined: there is no such process, or no /proc. */
export async function processStart(pid: number, procPath = '/proc'): Promise<number | undefined> {
  const read = (file: string) => readFile(`${procPath}/${file}`, 'utf8').catch(() => undefined);
  const [stat, boot] = [await read(`${pid}/stat`), await read('stat')];
  if (stat === undefined || boot === undefined) return undefined;
  // The second field is a name, which may hold blanks and brackets; the 22nd is the start since the boot.
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  const booted = Number(/^btime (\d+)$/m.exec(boot)?.[1]);
  const began = booted * 1_000 + ticks * TICK_MS;
  return Number.isFinite(began) ? began : undefined;
}
