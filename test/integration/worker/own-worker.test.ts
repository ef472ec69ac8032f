import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { beginOwnWorker } from '../../../src/app/own-worker.ts';
import { Services } from '../../../src/app/services.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Config } from '../../../src/config/config.ts';
import { openStorage, type Storage } from '../../../src/storage/open.ts';
import { KEY } from '../../support/claude-run.ts';
import { configOf } from '../../support/cli.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { GIT_PATH } from '../../support/git-repository.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { connect, type FreshDatabase, freshDatabase } from '../../support/postgres.ts';

jest.setTimeout(60_000);

let folder: Awaited<ReturnType<typeof dataFolder>>;
let db: FreshDatabase;
let storage: Storage;

beforeAll(async () => {
  folder = await dataFolder();
  db = await freshDatabase();
  const retention = { metricsMs: 1e9, incidentsMs: 1e9, runsMs: 1e9 };
  const parts = { databaseUrl: db.url, dataDir: folder.path, retention, clock: systemClock, logger: silentLogger };
  storage = await openStorage(parts);
});
afterAll(async () => {
  await storage.close();
  await db[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function configured(env: Record<string, string>): Config {
  const loaded = configOf({ PARAMEDIC_DATA_DIR: folder.path, ...env });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

/** What the log says first of a worker in the monitor's process, and what stands in the list of workers afterwards. */
async function begun(env: Record<string, string>, until: string) {
  const logger = new LogRecorder();
  const services = new Services(systemClock, logger);
  const surroundings = { path: GIT_PATH, home: folder.path };
  const beginning = beginOwnWorker(services, {
    config: configured(env),
    storage,
    surroundings,
    clock: systemClock,
    logger,
  });
  try {
    const line = await logger.until(until);
    await beginning;
    return line;
  } finally {
    await services.end();
  }
}

describe('a worker in the process of the monitor', () => {
  it('is there where Claude Code and a key are', async () => {
    expect(await begun({ ANTHROPIC_API_KEY: KEY }, 'worker_ready')).toMatchObject({ version: expect.any(String) });
    await using client = await connect(db.url);
    const { rows } = await client.query('SELECT able, reason FROM monitor_workers');
    expect(rows).toEqual([{ able: false, reason: 'stopped' }]);
  });

  it('is none where Claude Code is missing, unless it is asked for by name', async () => {
    const env = { ANTHROPIC_API_KEY: KEY, PARAMEDIC_CLAUDE_PATH: '/nowhere/claude' };
    expect((await begun(env, 'no_worker')).reason).toContain('/nowhere/claude is not a program');
    const asked = { ...env, PARAMEDIC_CLAUDE_ENABLED: 'true' };
    expect((await begun(asked, 'worker_not_able')).reason).toContain('/nowhere/claude is not a program');
  });

  it.each([
    ['without a key', {}],
    ['where it is switched off', { ANTHROPIC_API_KEY: KEY, PARAMEDIC_CLAUDE_ENABLED: 'false' }],
    ["on somebody else's database", { ANTHROPIC_API_KEY: KEY, DATABASE_URL: 'postgres://u@127.0.0.1:9/d' }],
  ])('is none %s', async (_, env: Record<string, string>) => {
    const begun: string[] = [];
    const services = { begin: async ({ name }: { name: string }) => void begun.push(name) } as unknown as Services;
    const logger = new LogRecorder();
    const surroundings = { path: GIT_PATH, home: folder.path };
    await beginOwnWorker(services, { config: configured(env), storage, surroundings, clock: systemClock, logger });
    expect([begun, logger.lines]).toEqual([[], []]);
  });
});
