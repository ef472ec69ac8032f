import { lstat, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

const MAX_LINKS = 40;

type Kind = 'nothing' | 'link' | 'other';

/**
 * Where a path as written really leads: links resolved as far as the path exists, the rest appended. Undefined when that
 * cannot be told for sure: Claude Code and a shell would read it differently (blanks around it, another Unicode form,
 * `link/..`, `~user`), or its links go round in a circle. A link to something that does not exist yet leads to that.
 */
export async function resolvePath(
  written: string,
  from: { readonly cwd: string; readonly home: string },
): Promise<string | undefined> {
  const given = expandHome(written, from.home);
  if (given === undefined || !isPlain(written)) return undefined;
  const path = isAbsolute(given) ? given : `${from.cwd}/${given}`;
  try {
    const real = await walk(path, MAX_LINKS);
    // A shell goes up from where a link leads, Claude Code from where the link is.
    return real === (await walk(resolve(path), MAX_LINKS)) ? real : undefined;
  } catch {
    return undefined;
  }
}

const isPlain = (path: string): boolean =>
  path !== '' && path === path.trim() && path === path.normalize('NFC') && !path.includes('\0');

function expandHome(path: string, home: string): string | undefined {
  if (!path.startsWith('~')) return path;
  return path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : undefined;
}

/** Step by step, as the kernel does. */
async function walk(path: string, links: number): Promise<string> {
  if (links === 0) throw new Error('too many links');
  let at = '/';
  let exists = true;
  for (const step of path.split('/').filter((part) => part !== '' && part !== '.')) {
    if (step === '..') {
      if (!exists) throw new Error('goes up from what does not exist');
      at = dirname(at);
      continue;
    }
    const next = join(at, step);
    const kind: Kind = exists ? await kindOf(next) : 'nothing';
    exists &&= kind !== 'nothing';
    at = kind === 'link' ? await walk(resolve(at, await readlink(next)), links - 1) : next;
  }
  return at;
}

async function kindOf(path: string): Promise<Kind> {
  try {
    return (await lstat(path)).isSymbolicLink() ? 'link' : 'other';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw error;
  }
}
