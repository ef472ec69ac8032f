import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { GateScope } from '../escalation/gate/decision.ts';

export interface RunFolder {
  readonly home: string;
  readonly temporary: string;
  /** A command that prints the key. */
  readonly keyCommand: string;
  /** After it nothing on the disk knows the key. */
  forgetKey(): Promise<void>;
}

/**
 * The folder of a run, readable for nobody else: an empty HOME, so that no settings of anybody are read, a folder for
 * temporary files, and the key in a file. Throws when the gate would let the run read or write there.
 */
export async function prepareFolder(folder: string, apiKey: string, scope: GateScope): Promise<RunFolder> {
  const home = join(folder, 'home');
  const temporary = join(folder, 'tmp');
  const key = join(folder, 'key');
  for (const one of [folder, home, temporary]) await mkdir(one, { recursive: true, mode: 0o700 });
  const real = await realpath(folder);
  const open = [scope.workspace, scope.briefing].find(
    (root) => root !== undefined && `${real}${sep}`.startsWith(`${root}${sep}`),
  );
  if (open !== undefined) throw new Error(`the run's own folder ${folder} lies in ${open}, which the run can read`);
  await rm(key, { force: true });
  await writeFile(key, apiKey, { mode: 0o600, flag: 'wx' });
  return {
    home,
    temporary,
    keyCommand: `cat '${key.replaceAll("'", "'\\''")}'`,
    forgetKey: () => rm(key, { force: true }),
  };
}
