import { describe, expect, it, jest } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import { storageReport } from '../../../src/errands.ts';
import { startEmbedded } from '../../../src/storage/embedded.ts';
import { readSettings, writeSettings } from '../../../src/storage/embedded-settings.ts';
import { lockFolder } from '../../../src/storage/folder-lock.ts';
import { findPlace } from '../../../src/storage/postgres-place.ts';
import { findPostmaster } from '../../../src/storage/postmaster.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { freePort } from '../../support/free-port.ts';
import { validConfig } from '../../support/valid-config.ts';

// Starts and stops of a real server on a machine that may be busy.
jest.setTimeout(120_000);

async function pidOf(path: string): Promise<number | undefined> {
  return (await findPostmaster((await findPlace(path, silentLogger)).pgdata))?.pid;
}

/** Asks what a command line asks, with nobody but itself to start the server. */
async function errand(path: string): Promise<void> {
  const { pendingMigrations } = await storageReport(validConfig({ PARAMEDIC_DATA_DIR: path }));
  expect(pendingMigrations.length).toBeGreaterThan(0);
}

describe('a command that needs the embedded Postgres', () => {
  it('starts it when nobody has, and stops it again', async () => {
    await using data = await dataFolder();
    await (await startEmbedded(data.path, silentLogger)).stop();
    await errand(data.path);
    expect(await pidOf(data.path)).toBeUndefined();
  });

  it('leaves it running when somebody else has, even in the moment before', async () => {
    await using data = await dataFolder();
    await startEmbedded(data.path, silentLogger);
    const pid = await pidOf(data.path);
    const settings = readSettings(data.path);
    if (settings === undefined) throw new Error('nowhere');
    // Not said yet where it listens.
    await writeSettings(data.path, { ...settings, port: await freePort() });
    await errand(data.path);
    expect(await pidOf(data.path)).toBe(pid);
  });

  it('leaves it running when a monitor has come meanwhile, which has taken it over', async () => {
    await using data = await dataFolder();
    await (await startEmbedded(data.path, silentLogger)).stop();
    const lock = await lockFolder(data.path, silentLogger);
    try {
      await errand(data.path);
      expect(await pidOf(data.path)).toEqual(expect.any(Number));
    } finally {
      await lock.release();
    }
  });
});
