import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentSighting } from '../escalation/worker-ports.ts';
import { startedAt } from './proc.ts';

/** A folder with more is not Claude Code's registry, or one that nobody ever clears. */
const MOST = 1_000;

/**
 * The sessions of Claude Code that run now, by its own registry (`sessions/<pid>.json` in its folder of settings). A file
 * outlives a session that was killed: it counts only while the process with its number is the one that began then. Best
 * effort: the registry is not documented, so what cannot be read is left out.
 */
export async function readSessions(claudeFolder: string): Promise<readonly AgentSighting[]> {
  const folder = join(claudeFolder, 'sessions');
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /^\d{1,10}\.json$/.test(name)).slice(0, MOST);
  const found = await Promise.all(files.map((name) => sessionOf(join(folder, name), Number.parseInt(name, 10))));
  return found.filter((one) => one !== undefined);
}

async function sessionOf(file: string, pid: number): Promise<AgentSighting | undefined> {
  try {
    const { cwd, procStart } = JSON.parse(await readFile(file, 'utf8')) as { cwd?: unknown; procStart?: unknown };
    const started = await startedAt(pid);
    const isSame = started !== undefined && Number(procStart) === started;
    return isSame && typeof cwd === 'string' && cwd.startsWith('/') ? { pid, cwd } : undefined;
  } catch {
    return undefined;
  }
}
