import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { type Clock, systemClock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { CONNECT_TIMEOUT_MS } from './database.ts';
import {
  EMBEDDED_DATABASE,
  EMBEDDED_USER,
  type EmbeddedSettings,
  freePort,
  newPassword,
  readSettings,
  serverConfig,
  urlOf,
  writeSettings,
} from './embedded-settings.ts';
import { run } from './postgres-binaries.ts';
import { findPlace, type PostgresPlace } from './postgres-place.ts';
import { findPostmaster } from './postmaster.ts';

export interface EmbeddedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

const START_TRIES = 3;
const ADOPTION_MS = 10_000;
const ADOPTION_PAUSE_MS = 200;

/** The connection string of the embedded server of this data folder, running or not; undefined before its first start. */
export function embeddedUrl(dataDir: string): string | undefined {
  const settings = readSettings(dataDir);
  return settings === undefined ? undefined : urlOf(settings);
}

/**
 * Starts the Postgres of this data folder, or adopts it when it already runs: it outlives a Paramedic that was killed.
 * It listens on loopback only, with a password made at the first start.
 */
export async function startEmbedded(
  dataDir: string,
  logger: Logger,
  clock: Clock = systemClock,
): Promise<EmbeddedPostgres> {
  await mkdir(dataDir, { recursive: true });
  const place = await findPlace(dataDir, logger);
  let settings = await initialise(dataDir, place, logger);
  for (let tries = 1; ; tries += 1) {
    if (await adopt(place, settings, logger, clock)) break;
    settings = { ...settings, port: await freePort(settings.port) };
    await writeSettings(dataDir, settings);
    try {
      await start(place, settings.port);
      break;
    } catch (error) {
      // Somebody took the port or started the same server in this very moment: look again.
      if (tries === START_TRIES) throw error;
    }
  }
  await createDatabase(settings);
  return { url: urlOf(settings), stop: () => stop(place, 'fast') };
}

/** Makes the data folder once. It is made beside its place and renamed, so that a crash leaves no half of it. */
async function initialise(dataDir: string, place: PostgresPlace, logger: Logger): Promise<EmbeddedSettings> {
  const existing = readSettings(dataDir);
  if ((await stat(join(place.pgdata, 'PG_VERSION')).catch(() => undefined)) !== undefined) {
    if (existing !== undefined) return existing;
    throw new ParamedicError('embedded_password_lost', `${dataDir}/postgres.json is missing or damaged`, {
      cure: 'bring the file back from a backup, or move the folder postgres beside it away to begin with an empty database',
    });
  }
  const settings = existing ?? { port: await freePort(), password: newPassword() };
  await writeSettings(dataDir, settings);
  const partial = `${place.pgdata}.new`;
  const passwordFile = `${place.pgdata}.pw`;
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { mode: 0o700 });
    await writeFile(passwordFile, `${settings.password}\n`, { mode: 0o600 });
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
  logger.info('embedded_postgres_created', { data: place.pgdata });
  return settings;
}

/** True when a server of this folder runs and lets us in. One that does not answer for some seconds is stopped. */
async function adopt(place: PostgresPlace, settings: EmbeddedSettings, logger: Logger, clock: Clock): Promise<boolean> {
  const deadline = clock.now() + ADOPTION_MS;
  while (clock.now() < deadline) {
    const postmaster = await findPostmaster(place.pgdata);
    if (postmaster === undefined) return false;
    if (postmaster.port === settings.port && (await answers(settings))) {
      logger.info('embedded_postgres_adopted', { pid: postmaster.pid, port: settings.port });
      return true;
    }
    await clock.sleep(ADOPTION_PAUSE_MS);
  }
  logger.warn('embedded_postgres_hung', { note: 'it did not answer and is stopped' });
  await stop(place, 'immediate');
  return false;
}

async function answers(settings: EmbeddedSettings): Promise<boolean> {
  return withClient(settings, () => Promise.resolve(true)).catch(() => false);
}

async function start(place: PostgresPlace, port: number): Promise<void> {
  const config = join(place.pgdata, 'paramedic.conf');
  const startLog = join(place.pgdata, 'start.log');
  await writeFile(config, serverConfig(port));
  await rm(startLog, { force: true });
  if (place.user !== undefined) await chown(config, place.user.uid, place.user.gid);
  try {
    await postgres(place, 'pg_ctl', ['start', '-s', '-w', '-t', '60', '-D', place.pgdata, '-l', startLog]);
  } catch (cause) {
    const log = await readFile(startLog, 'utf8').catch(() => '');
    throw new ParamedicError('embedded_failed', `the embedded Postgres did not start: ${messageOf(log || cause)}`, {
      retryable: true,
      cure: `see ${place.pgdata}/log, or set DATABASE_URL to a Postgres of your own`,
      cause,
    });
  }
}

async function stop(place: PostgresPlace, mode: 'fast' | 'immediate'): Promise<void> {
  if ((await findPostmaster(place.pgdata)) === undefined) return;
  await postgres(place, 'pg_ctl', ['stop', '-s', '-w', '-t', '30', '-m', mode, '-D', place.pgdata]);
}

async function createDatabase(settings: EmbeddedSettings): Promise<void> {
  try {
    await withClient(settings, async (client) => {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [EMBEDDED_DATABASE]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${EMBEDDED_DATABASE}`);
    });
  } catch (cause) {
    throw new ParamedicError('embedded_failed', `the embedded Postgres lets nobody in: ${messageOf(cause)}`, {
      retryable: true,
      cure: 'the password in postgres.json is not the one of the folder postgres: bring back the file that belongs to it',
      cause,
    });
  }
}

async function withClient<T>(settings: EmbeddedSettings, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: urlOf(settings, 'postgres'),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
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
