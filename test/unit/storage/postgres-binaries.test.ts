import { mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { copyBinaries, findBinaries, hydrateLinks, run } from '../../../src/storage/postgres-binaries.ts';

// A hundred megabytes are copied, on whatever disk.
jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binaries-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('hydrateLinks', () => {
  it('makes the missing symbolic links, again and again', async () => {
    await mkdir(join(folder, 'native/lib'), { recursive: true });
    await writeFile(join(folder, 'native/lib/libx.so.60.2'), 'x');
    const links = [{ source: 'native/lib/libx.so.60.2', target: 'native/lib/libx.so.60' }];
    await writeFile(join(folder, 'native/pg-symlinks.json'), JSON.stringify(links));
    await hydrateLinks(folder);
    await hydrateLinks(folder);
    expect(await readlink(join(folder, 'native/lib/libx.so.60'))).toBe('libx.so.60.2');
    expect(await readFile(join(folder, 'native/lib/libx.so.60'), 'utf8')).toBe('x');
  });

  it('has nothing to do without a list', async () => {
    await expect(hydrateLinks(folder)).resolves.toBeUndefined();
  });
});

describe('copyBinaries', () => {
  it('makes a copy that runs, once', async () => {
    const copy = await copyBinaries(await findBinaries(), folder);
    const { stdout } = await run(join(copy.root, 'bin', 'postgres'), ['--version']);
    expect(stdout).toContain('(PostgreSQL) 17');
    const { ino } = await stat(copy.root);
    expect((await copyBinaries(await findBinaries(), folder)).root).toBe(copy.root);
    expect((await stat(copy.root)).ino).toBe(ino);
  });
});
