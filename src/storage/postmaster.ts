import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What `postmaster.pid` tells of a server that runs on this data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** The lines of the file: pid, data folder, start time, port, socket folder, address, shared memory, status. */
export function parsePostmaster(text: string): Postmaster | undefined {
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const port = Number.parseInt(lines[3] ?? '', 10);
  return pid > 0 ? { pid, port: Number.isNaN(port) ? 0 : port } : undefined;
}

/**
 * The living server of this data folder, if there is one. A file whose process is gone, or is by now another program's,
 * is removed: Postgres itself refuses to start over a pid that lives.
 */
export async function findPostmaster(pgdata: string): Promise<Postmaster | undefined> {
  const path = join(pgdata, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const postmaster = parsePostmaster(text);
  if (postmaster !== undefined && (await isLivingPostgres(postmaster.pid))) return postmaster;
  await rm(path, { force: true });
  return undefined;
}

/** Where there is no /proc the pid alone must do. A process that ended and was not collected by its parent is gone. */
async function isLivingPostgres(pid: number): Promise<boolean> {
  if (!isTaken(pid)) return false;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const [, name, state] = /\((.*)\) (\w)/.exec(stat ?? '(postgres) S') ?? [];
  return name === 'postgres' && state !== 'Z' && state !== 'X';
}

function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
