import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of one moment: the start time tells it from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In /proc's clock ticks since the boot. */
  readonly started: number;
}

/** The variable that every process of a run has inherited; its value is the run's id. */
export const MARKER = 'PARAMEDIC_RUN';

/** The n-th field of /proc/PID/stat, counted as in proc(5). The second one is a name, which may hold blanks and brackets. */
const fieldOf = (stat: string, field: number): string | undefined =>
  stat.slice(stat.lastIndexOf(')') + 2).split(' ')[field - 3];

/** The start time of a process, out of the text of /proc/PID/stat. */
export function startOf(stat: string): number | undefined {
  const started = Number(fieldOf(stat, 22));
  return Number.isSafeInteger(started) && started >= 0 ? started : undefined;
}

/** A thread of the kernel has none, nor has a process that has ended: they have no variables either. */
export const hasMemory = (stat: string): boolean => Number(fieldOf(stat, 23)) > 0;

/** Undefined: there is no such process, or no /proc (not Linux). */
export async function startedAt(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : startOf(text);
}

/** Is exactly this value of the marker among the variables a process was started with? */
export function hasMarker(environ: Buffer, runId: string): boolean {
  const wanted = `${MARKER}=${runId}`;
  return runId !== '' && environ.toString('latin1').split('\0').includes(wanted);
}

/** Lists of processes in a row that may each name a new one: on a busy machine somebody always starts one. */
const MAX_LISTS = 50;

/**
 * Processes of our own user that carry the run's marker and began at `since` or later; never ourselves. What cannot be read
 * (gone meanwhile, somebody else's) is none of them. Those of the first list that has any; none when a list has nobody new to
 * look at: one that ended before we came to it may have left a child that began after the list was made.
 */
export async function marked(runId: string, since: number): Promise<ProcessIdentity[]> {
  // By number alone: the kernel goes through all of them before it gives one away again.
  const known = new Set<string>();
  for (let list = 1; list <= MAX_LISTS; list += 1) {
    const names = await readdir('/proc').catch(() => []);
    const fresh = names.filter((name) => /^\d+$/.test(name) && !known.has(name));
    const seen = await Promise.all(fresh.map((name) => inspect(Number(name), runId, since)));
    const found = seen.filter((one) => one !== undefined);
    if (found.length > 0) return found;
    if (fresh.length === 0) break;
    for (const name of fresh) known.add(name);
  }
  return [];
}

/** Is it still the same process, with the marker? Asked right before each signal. */
export async function isStillMarked({ pid, started }: ProcessIdentity, runId: string): Promise<boolean> {
  const now = await inspect(pid, runId, started);
  return now?.started === started;
}

async function inspect(pid: number, runId: string, since: number): Promise<ProcessIdentity | undefined> {
  if (pid === process.pid) return undefined;
  const folder = `/proc/${pid}`;
  try {
    if ((await stat(folder)).uid !== process.getuid?.()) return undefined;
    const text = await readFile(`${folder}/stat`, 'utf8');
    const started = startOf(text);
    if (started === undefined || started < since) return undefined;
    return hasMarker(await environOf(folder), runId) ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

/** Reads in a row: between two turns of our loop a process that starts one program after the other has long started the next. */
const READS = 10;
/** Such rows, with time between them: it may wait for a processor right in the middle. */
const ROWS = 20;
const BETWEEN_ROWS_MS = 10;

/**
 * While a process becomes another program (execve) its variables read as empty, and so does a file that was opened before
 * that and is read afterwards; so empty is believed only when it stays so.
 */
async function environOf(folder: string): Promise<Buffer> {
  let environ = await readFile(`${folder}/environ`);
  for (let row = 0; environ.length === 0 && row < ROWS; row += 1) {
    if (row > 0) await sleep(BETWEEN_ROWS_MS);
    // It may as well have ended meanwhile.
    if (!hasMemory(await readFile(`${folder}/stat`, 'utf8'))) break;
    for (let read = 0; environ.length === 0 && read < READS; read += 1) environ = readFileSync(`${folder}/environ`);
  }
  return environ;
}
