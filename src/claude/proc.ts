import { readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';

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

/** It stays in the list until its parent asks what became of it. */
export const hasEnded = (stat: string): boolean => ['Z', 'X'].includes(fieldOf(stat, 3) ?? '');

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

/** Looks in a row that may end without a clear answer: on a busy machine some process ends during each. */
const MAX_LOOKS = 10;
/** Reads in a row of variables that are not there. A process that does nothing but start programs needed 5 of 300 times. */
const MAX_READS = 50;

/**
 * All processes of our own user that carry the run's marker and began at `since` or later; never ourselves. What we may not
 * read is none of them. A look that found none says so only if nobody has ended since the look before: its child may have
 * begun after the list was made.
 */
export async function marked(runId: string, since: number): Promise<ProcessIdentity[]> {
  let endedBefore = new Set<number>();
  for (let look = 1; ; look += 1) {
    const { found, ended } = await lookAtAll(runId, since);
    const isSure = [...ended].every((pid) => endedBefore.has(pid));
    if (found.length > 0 || isSure || look === MAX_LOOKS) return found;
    endedBefore = ended;
  }
}

async function lookAtAll(runId: string, since: number): Promise<{ found: ProcessIdentity[]; ended: Set<number> }> {
  const names = await readdir('/proc').catch(() => []);
  const found: ProcessIdentity[] = [];
  const ended = new Set<number>();
  const lookAt = async (pid: number): Promise<void> => {
    const seen = await inspect(pid, runId);
    if (seen === 'ended') ended.add(pid);
    else if (seen !== 'other' && seen.started >= since) found.push(seen);
  };
  await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => lookAt(Number(name))));
  return { found, ended };
}

/** Is it still the same process, with the marker? Asked right before each signal. */
export async function isStillMarked({ pid, started }: ProcessIdentity, runId: string): Promise<boolean> {
  const now = await inspect(pid, runId);
  return typeof now === 'object' && now.started === started;
}

/** `other`: ourselves, another user's, or without the marker. `ended`: gone since it was listed, or waiting for its parent to ask. */
async function inspect(pid: number, runId: string): Promise<ProcessIdentity | 'other' | 'ended'> {
  if (pid === process.pid) return 'other';
  const folder = `/proc/${pid}`;
  try {
    if ((await stat(folder)).uid !== process.getuid?.()) return 'other';
    const environ = await environOf(folder);
    if (hasMarker(environ, runId)) return { pid, started: startOf(await readFile(`${folder}/stat`, 'utf8')) ?? 0 };
    return environ.length === 0 && hasEnded(await readFile(`${folder}/stat`, 'utf8')) ? 'ended' : 'other';
  } catch (error) {
    return isGone(error) ? 'ended' : 'other';
  }
}

/**
 * While a process becomes another program (execve) its variables read as empty, and so does a file that was opened before
 * that and is read afterwards; so empty is believed only when it stays so. The reads follow at once: between two turns of our
 * loop a process that starts one program after the other has long started the next.
 */
async function environOf(folder: string): Promise<Buffer> {
  let environ = await readFile(`${folder}/environ`);
  if (environ.length > 0 || !hasMemory(await readFile(`${folder}/stat`, 'utf8'))) return environ;
  for (let read = 1; environ.length === 0 && read < MAX_READS; read += 1) environ = readFileSync(`${folder}/environ`);
  return environ;
}

const isGone = (error: unknown): boolean => ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');
