import { mkdir, open, readFile, rename, rm, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface LineFile {
  readonly path: string;
  /** A file of this size makes room for a new one: `PATH.1` is the one before, and so on. */
  readonly maxBytes: number;
  /** So many of those before are kept. */
  readonly keep: number;
}

const MODE = 0o600;

/**
 * Appends one JSON line, unless a line with this value under this key stands in the file or in the one before it: whoever is told
 * twice writes once. On disk when it resolves. What a crash left of half a line is taken away first. One caller at a time.
 */
export async function appendOnce(file: LineFile, entry: Readonly<Record<string, unknown>>, key: string): Promise<void> {
  await mkdir(dirname(file.path), { recursive: true });
  const size = await withoutTornLine(file.path);
  const mark = `${JSON.stringify(key)}:${JSON.stringify(entry[key])}`;
  // Inside of a string of JSON every quote has a backslash before it: no text can look like this mark.
  for (const path of [file.path, `${file.path}.1`]) if ((await read(path)).includes(mark)) return;
  const line = `${oneLine(entry)}\n`;
  if (size > 0 && size + Buffer.byteLength(line) > file.maxBytes) await rotate(file);
  const handle = await open(file.path, 'a', MODE);
  try {
    await handle.chmod(MODE);
    await handle.appendFile(line);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Some readers take these for the end of a line, too. */
const oneLine = (entry: object): string =>
  JSON.stringify(entry).replace(
    /[\u0085\u2028\u2029]/g,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Its size then. */
async function withoutTornLine(path: string): Promise<number> {
  const bytes = await read(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) await truncate(path, whole);
  return whole;
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

async function rotate({ path, keep }: LineFile): Promise<void> {
  await rm(`${path}.${keep}`, { force: true });
  for (let number = keep - 1; number >= 0; number -= 1) {
    const from = number === 0 ? path : `${path}.${number}`;
    await rename(from, `${path}.${number + 1}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
