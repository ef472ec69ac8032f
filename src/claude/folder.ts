import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RunFolder {
  readonly home: string;
  readonly temporary: string;
  readonly transcript: string;
  /** A command that prints the key. */
  readonly keyCommand: string;
  /** After it nothing on the disk knows the key. */
  forgetKey(): Promise<void>;
}

/**
 * The folder of a run, readable for nobody else: an empty HOME, so that no settings of anybody are read, a folder for
 * temporary files, and the key in a file.
 */
export async function prepareFolder(folder: string, apiKey: string): Promise<RunFolder> {
  const home = join(folder, 'home');
  const temporary = join(folder, 'tmp');
  const key = join(folder, 'key');
  for (const one of [folder, home, temporary]) await mkdir(one, { recursive: true, mode: 0o700 });
  await rm(key, { force: true });
  await writeFile(key, apiKey, { mode: 0o600, flag: 'wx' });
  return {
    home,
    temporary,
    transcript: join(folder, 'transcript.jsonl'),
    keyCommand: `cat '${key.replaceAll("'", "'\\''")}'`,
    forgetKey: () => rm(key, { force: true }),
  };
}
