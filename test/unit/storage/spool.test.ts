import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import { Spool } from '../../../src/storage/spool.ts';

// Each append waits for the disk.
jest.setTimeout(30_000);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('Spool', () => {
  it('begins a new segment when one is large, and reads them oldest first', async () => {
    const spool = await Spool.open(directory, silentLogger);
    const large = 'x'.repeat(3 * 1024 * 1024);
    for (const line of ['1', '2', '3']) await spool.append([`${line}${large}`]);
    await spool.append(['4']);
    expect(await readdir(directory)).toEqual(['000000000001.jsonl', '000000000002.jsonl']);
    const seen: string[] = [];
    for (let batch = await spool.oldest(); batch !== undefined; batch = await spool.oldest()) {
      seen.push(...batch.lines.map((line) => line.slice(0, 1)));
      await spool.remove(batch.segment, batch.lines.length);
    }
    expect(seen).toEqual(['1', '2', '3', '4']);
    expect(spool.size).toBe(0);
    expect(await readdir(directory)).toEqual([]);
    await spool.close();
  });

  it('never reuses the number of a segment that waits', async () => {
    await writeFile(join(directory, '000000000041.jsonl'), 'old\n');
    const spool = await Spool.open(directory, silentLogger);
    await spool.append(['new']);
    expect(await readdir(directory)).toEqual(['000000000041.jsonl', '000000000042.jsonl']);
    expect((await spool.oldest())?.lines).toEqual(['old']);
    await spool.close();
  });

  it('says how to mend a folder that cannot be used', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await expect(Spool.open(join(file, 'spool'), silentLogger)).rejects.toMatchObject({
      code: 'spool_unusable',
      cure: expect.stringContaining('PARAMEDIC_DATA_DIR'),
    });
  });
});
