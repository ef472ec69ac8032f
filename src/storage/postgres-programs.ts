import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ParamedicError } from '../base/errors.ts';
import { EMBEDDED_USER, SERVER_CONFIG } from './embedded-settings.ts';
import { run } from './postgres-binaries.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { findPostmaster } from './postmaster.ts';

const STOP_SECONDS = { fast: '30', immediate: '3' } as const;

/** The folder is made beside its place and renamed, so that a crash leaves no half of it. */
export async function initdb(place: PostgresPlace, password: string): Promise<void> {
  const partial = `${place.pgdata}.new`;
  const passwordFile = `${place.pgdata}.pw`;
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (place.user !== undefined) {
      await chown(partial, place.user.uid, place.user.gid);
      await chown(passwordFile, place.user.uid, place.user.gid);
    }
    await postgres(place, 'initdb', [
      `--pgdata=${partial}`,
      `--username=${EMBEDDED_USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--no-instructions',
    ]);
    await writeFile(join(partial, 'postgresql.conf'), "include 'paramedic.conf'\n");
    await rename(partial, place.pgdata);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Resolves when the server lets clients in. It lives on when this process dies. Of two that start it at the same moment one
 * fails, and the other has it on its own port: that is no matter of the file which both have written.
 */
export async function start(place: PostgresPlace, port: number): Promise<void> {
  const startLog = join(place.pgdata, 'start.log');
  await writeConfig(place);
  await rm(startLog, { force: true });
  const how = ['-s', '-w', '-t', '60', '-D', place.pgdata, '-l', startLog, '-o', `-p ${port}`];
  try {
    await postgres(place, 'pg_ctl', ['start', ...how]);
  } catch (cause) {
    const log = await readFile(startLog, 'utf8').catch(() => '');
    throw new ParamedicError('embedded_failed', `the embedded Postgres did not start: ${messageOf(log || cause)}`, {
      retryable: true,
      cure: `see ${place.pgdata}/log, or set DATABASE_URL to a Postgres of your own`,
      cause,
    });
  }
}

/** Whole at any moment: a server that somebody else starts just now reads it too. */
async function writeConfig({ pgdata, user }: PostgresPlace): Promise<void> {
  const config = join(pgdata, 'paramedic.conf');
  const partial = `${config}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(partial, SERVER_CONFIG);
  if (user !== undefined) await chown(partial, user.uid, user.gid);
  await rename(partial, config);
}

export async function stop(place: PostgresPlace, mode: 'fast' | 'immediate'): Promise<void> {
  if ((await findPostmaster(place.pgdata)) === undefined) return;
  await postgres(place, 'pg_ctl', ['stop', '-s', '-w', '-t', STOP_SECONDS[mode], '-m', mode, '-D', place.pgdata]);
}

/** For a server that is not even able to end itself; it recovers from its write-ahead log at the next start. */
export async function endByForce(place: PostgresPlace): Promise<void> {
  const postmaster = await findPostmaster(place.pgdata);
  if (postmaster !== undefined) process.kill(postmaster.pid, 'SIGKILL');
}

/** Runs one of Postgres' programs as its user, with no variable of ours: PGPORT or PGDATA would lead it astray. */
async function postgres(place: PostgresPlace, program: string, args: readonly string[]): Promise<void> {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  try {
    await run(join(place.bin, program), [...args], {
      ...place.user,
      cwd: '/',
      env: { PATH, LC_ALL: 'C', TZ: 'UTC', ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }) },
    });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new ParamedicError('embedded_failed', `${program} failed: ${messageOf(stderr || cause)}`, {
      retryable: true,
      cure: 'see the message, or set DATABASE_URL to a Postgres of your own',
      cause,
    });
  }
}
