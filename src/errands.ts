import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './base/clock.ts';
import { messageOf, ParamedicError } from './base/errors.ts';
import { silentLogger } from './base/logger.ts';
import { findClaude } from './claude/find.ts';
import type { DataDirReport, EngineReport, OnCallFacts, StorageReport } from './cli/deps.ts';
import { needsOf } from './cli/doctor/needs.ts';
import type { Config } from './config/config.ts';
import { redactUrl } from './config/database-url.ts';
import type { HostSample } from './containers/sample.ts';
import { openEngine } from './docker/open-engine.ts';
import { lookAtCheckout } from './git/look-at-checkout.ts';
import { ProcHostProbe } from './host/host-probe.ts';
import type { ChannelRecord } from './notifications/channel-record.ts';
import type { History } from './replay/history.ts';
import { readChannelRecords } from './storage/channel-records.ts';
import { Database } from './storage/database.ts';
import { embeddedUrl, startEmbedded } from './storage/embedded.ts';
import { isFolderInUse } from './storage/folder-lock.ts';
import { PgHistory } from './storage/history.ts';
import { migrate, pendingMigrations } from './storage/migrate.ts';
import { readWorkers } from './storage/worker-sightings.ts';

/** The errands of the command line that need the outside world and not a running monitor. */

export async function databaseUrl(config: Config): Promise<string> {
  const url = config.databaseUrl ?? embeddedUrl(config.dataDir);
  if (url !== undefined) return url;
  throw new ParamedicError('no_database_yet', `There is no database in ${config.dataDir} yet.`, {
    cure: 'Start the monitor once (npm start), or set PARAMEDIC_DATA_DIR or DATABASE_URL to where it is.',
  });
}

export async function runMigrations(config: Config): Promise<string> {
  const { applied } = await withDatabase(config, (url) => migrate(url, silentLogger));
  return applied.length === 0 ? 'The tables are up to date.' : `Applied ${applied.join(', ')}.`;
}

export const readHistory = (config: Config, since: number, until: number): Promise<History> =>
  withDatabase(config, (url) => ask(url, (database) => new PgHistory(database).read(since, until)));

async function ask<T>(url: string, question: (database: Database) => Promise<T>): Promise<T> {
  const database = new Database();
  database.use(url);
  try {
    return await question(database);
  } finally {
    await database.close();
  }
}

/** An embedded server that already runs, or that a monitor has come to use meanwhile, is left running. */
async function withDatabase<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  const url = config.databaseUrl ?? embeddedUrl(config.dataDir);
  if (url !== undefined) {
    try {
      return await work(url);
    } catch (error) {
      const away = error instanceof ParamedicError && error.code === 'storage_unreachable';
      if (config.databaseUrl !== undefined || !away) throw error;
    }
  }
  const server = await startEmbedded(config.dataDir, silentLogger);
  try {
    return await work(server.url);
  } finally {
    if (!server.adopted && !(await isFolderInUse(config.dataDir))) await server.stop();
  }
}

export async function engineReport(config: Config): Promise<EngineReport> {
  const engine = openEngine({ ...config.engine, clock: systemClock, logger: silentLogger });
  try {
    const asked = systemClock.now();
    const { facts, engineNow } = await engine.introduce();
    const half = (systemClock.now() - asked) / 2;
    const clockSkewMs = engineNow === undefined ? undefined : Math.round(engineNow - asked - half);
    const containers = await engine.census.list();
    const needs = needsOf(containers, config);
    return { ...facts, containers, clockSkewMs, needs, denied: await engine.denied(needs) };
  } finally {
    engine.close();
  }
}

export async function storageReport(config: Config): Promise<StorageReport> {
  const where =
    config.databaseUrl === undefined
      ? `embedded in ${join(config.dataDir, 'postgres')}`
      : redactUrl(config.databaseUrl);
  // An embedded database that was never started has nothing out of date: its first start makes everything.
  if (config.databaseUrl === undefined && embeddedUrl(config.dataDir) === undefined) {
    return { where: `${where} (made at the first start)`, pendingMigrations: [] };
  }
  return { where, pendingMigrations: await withDatabase(config, (url) => pendingMigrations(url)) };
}

export async function dataDirReport({ dataDir }: Config): Promise<DataDirReport> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(dataDir);
    return { path: dataDir, writable: true, reason: undefined, freeBytes: bavail * bsize };
  } catch (error) {
    return { path: dataDir, writable: false, reason: messageOf(error), freeBytes: undefined };
  }
}

export const sampleHost = ({ dataDir }: Config): Promise<HostSample> =>
  new ProcHostProbe({ diskPath: dataDir, clock: systemClock }).sample();

/** A database that does not run is not started: nothing new stands in it. */
export const channelRecords = async (config: Config): Promise<readonly ChannelRecord[]> =>
  ask(await databaseUrl(config), readChannelRecords);

/** What `doctor` looks at for Claude Code on call. A database that does not run is not started: no worker uses it. */
export const onCallFacts = (pathVariable: string): OnCallFacts => ({
  hostNames: ({ host }) => [hostname(), ...(host === undefined ? [] : [host])],
  workers: async (config) => ask(await databaseUrl(config), readWorkers),
  claude: ({ claude }) => findClaude({ path: claude.path, pathVariable }),
  checkout: (folder) => lookAtCheckout(folder, { path: pathVariable, home: homedir() }),
});
