import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { type Clock, systemClock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { CONNECT_TIMEOUT_MS } from './database.ts';
import {
  EMBEDDED_DATABASE,
  type EmbeddedSettings,
  ensureSettings,
  freePort,
  readSettings,
  urlOf,
  writeSettings,
} from './embedded-settings.ts';
import { findPlace, type PostgresPlace } from './postgres-place.ts';
import { endByForce, initdb, start, stop } from './postgres-programs.ts';
import { findPostmaster } from './postmaster.ts';

export interface EmbeddedPostgres {
  readonly url: string;
  /** It ran already: somebody else has started it. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

const START_TRIES = 3;
const ADOPTION_MS = 10_000;
const ADOPTION_PAUSE_MS = 200;
const START_PAUSE_MS = 1_000;

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
  const stored = await initialise(dataDir, place, logger);
  const { settings, adopted } = await startOrAdopt(dataDir, place, stored, logger, clock);
  await createDatabase(settings);
  return { url: urlOf(settings), adopted, stop: () => stop(place, 'fast') };
}

async function startOrAdopt(
  dataDir: string,
  place: PostgresPlace,
  stored: EmbeddedSettings,
  logger: Logger,
  clock: Clock,
): Promise<{ readonly settings: EmbeddedSettings; readonly adopted: boolean }> {
  for (let tries = 1; ; tries += 1) {
    const adopted = await adopt(place, stored, logger, clock);
    const settings = adopted ?? { ...stored, port: await freePort(stored.port) };
    try {
      if (adopted === undefined) await start(place, settings.port);
    } catch (error) {
      // Somebody took the port, started the same server in this very moment, or its last children are still ending.
      if (tries === START_TRIES) throw error;
      await clock.sleep(START_PAUSE_MS);
      continue;
    }
    // Not before it listens there: whoever fails to start it must not say where it is.
    if (settings.port !== readSettings(dataDir)?.port) await writeSettings(dataDir, settings);
    return { settings, adopted: adopted !== undefined };
  }
}

/** Makes the data folder once, with a password of its own. */
async function initialise(dataDir: string, place: PostgresPlace, logger: Logger): Promise<EmbeddedSettings> {
  if (await isDatabase(place.pgdata)) {
    const existing = readSettings(dataDir);
    if (existing !== undefined) return existing;
    throw new ParamedicError('embedded_password_lost', `${dataDir}/postgres.json is missing or damaged`, {
      cure: 'bring the file back from a backup, or move the folder postgres beside it away to begin with an empty database',
    });
  }
  const settings = await ensureSettings(dataDir);
  await initdb(place, settings.password);
  logger.info('embedded_postgres_created', { data: place.pgdata });
  return settings;
}

const isDatabase = (pgdata: string): Promise<boolean> =>
  stat(join(pgdata, 'PG_VERSION')).then(
    () => true,
    () => false,
  );

/** The settings of the server of this folder when it runs and lets us in. One that does not answer for some seconds is stopped. */
async function adopt(
  place: PostgresPlace,
  stored: EmbeddedSettings,
  logger: Logger,
  clock: Clock,
): Promise<EmbeddedSettings | undefined> {
  const deadline = clock.now() + ADOPTION_MS;
  while (clock.now() < deadline) {
    const postmaster = await findPostmaster(place.pgdata);
    if (postmaster === undefined) return undefined;
    const settings = { ...stored, port: postmaster.port };
    if (await answers(settings)) {
      logger.info('embedded_postgres_adopted', { ...postmaster });
      return settings;
    }
    await clock.sleep(ADOPTION_PAUSE_MS);
  }
  logger.warn('embedded_postgres_hung', { note: 'it did not answer and is stopped' });
  await stop(place, 'immediate').catch(() => endByForce(place));
  return undefined;
}

async function answers(settings: EmbeddedSettings): Promise<boolean> {
  return withClient(settings, () => Promise.resolve(true)).catch(() => false);
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
