import { readdir, readFile, stat } from 'node:fs/promises';

/** A process of one moment: the start time tells it from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In /proc's clock ticks since the boot. */
  readonly started: number;
}

/** The variable that every process of a run has inherited; its value is the run's id. */
export const MARKER = 'PARAMEDIC_RUN';

/** The start time of a process, 22nd field of /proc/PID/stat. The second field is a name, which may hold blanks and brackets. */
export function startOf(stat: string): number | undefined {
  const started = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  return Number.isSafeInteger(started) && started >= 0 ? started : undefined;
}

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

/**
 * All processes of our own user that carry the run's marker and began at `since` or later; never ourselves. What cannot be
 * read (gone meanwhile, somebody else's) is none of them.
 */
export async function marked(runId: string, since: number): Promise<ProcessIdentity[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => inspect(Number(name), runId)),
  );
  return found.filter((one): one is ProcessIdentity => one !== undefined && one.started >= since);
}

/** Is it still the same process, with the marker? Asked right before each signal. */
export async function isStillMarked({ pid, started }: ProcessIdentity, runId: string): Promise<boolean> {
  const now = await inspect(pid, runId);
  return now?.started === started;
}

async function inspect(pid: number, runId: string): Promise<ProcessIdentity | undefined> {
  if (pid === process.pid) return undefined;
  try {
    const folder = `/proc/${pid}`;
    if ((await stat(folder)).uid !== process.getuid?.()) return undefined;
    if (!hasMarker(await readFile(`${folder}/environ`), runId)) return undefined;
    const started = await startedAt(pid);
    return started === undefined ? undefined : { pid, started };
  } catch {
    return undefined;
  }
}
