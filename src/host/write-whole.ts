import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';

/** How the name of a file ends that is being written. */
export const PARTIAL = '.partial';

/**
 * Whole or not at all: whoever reads it meanwhile finds the one before, whoever writes it meanwhile does so beside. For the owner
 * alone to read.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${randomUUID()}${PARTIAL}`;
  await writeFile(partial, text, { mode: 0o600 });
  await rename(partial, path);
}
