import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { type Logger, silentLogger } from '../../../src/base/logger.ts';
import { lockFolder } from '../../../src/storage/folder-lock.ts';
import { dataFolder } from '../../support/data-folder.ts';

jest.setTimeout(30_000);

async function lockInChild(path: string): Promise<ChildProcess> {
  const child = spawn('node', [fileURLToPath(import.meta.resolve('../../support/lock-child.ts')), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(createInterface(child.stdout!), 'line');
  return child;
}

describe('the lock on a data folder', () => {
  it('is one at a time, says what to do, and leaves nothing behind', async () => {
    await using data = await dataFolder();
    const lock = await lockFolder(data.path, silentLogger);
    await expect(lockFolder(data.path, silentLogger)).rejects.toMatchObject({
      code: 'data_dir_in_use',
      retryable: false,
      cure: expect.stringContaining('PARAMEDIC_DATA_DIR'),
    });
    await lock.release();
    expect(await readdir(data.path)).toEqual([]);
    await (await lockFolder(data.path, silentLogger)).release();
  });

  it('is one for many that come at the same moment, also over the socket of a process that was killed', async () => {
    await using data = await dataFolder();
    const child = await lockInChild(data.path);
    await expect(lockFolder(data.path, silentLogger)).rejects.toMatchObject({ code: 'data_dir_in_use' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(data.path, silentLogger)));
    const won = all.filter((one) => one.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]?.value.release();
    expect(await readdir(data.path)).toEqual([]);
  });

  it('works in a folder whose path is too long for a socket', async () => {
    await using data = await dataFolder('a-rather-long-name/'.repeat(8));
    await mkdir(data.path, { recursive: true });
    const lock = await lockFolder(data.path, silentLogger);
    await expect(lockFolder(data.path, silentLogger)).rejects.toMatchObject({ code: 'data_dir_in_use' });
    await lock.release();
  });

  it('is done without, and says so, where no socket can be made', async () => {
    await using data = await dataFolder();
    const file = join(data.path, 'file');
    await writeFile(file, '');
    const events: string[] = [];
    const log = (event: string) => void events.push(event);
    const logger: Logger = { debug: log, info: log, warn: log, error: log };
    await (await lockFolder(file, logger)).release();
    expect(events).toEqual(['data_dir_not_locked']);
  });
});
