import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { dataDirReport } from '../../src/errands.ts';
import { validConfig } from '../support/valid-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'errands-'));
afterAll(() => rmSync(folder, { recursive: true }));

const report = (dataDir: string) => dataDirReport(validConfig({ PARAMEDIC_DATA_DIR: dataDir }));

describe('the data folder', () => {
  it('is made where it is missing, and has room', async () => {
    const path = join(folder, 'new', 'data');
    expect(await report(path)).toEqual({ path, writable: true, reason: undefined, freeBytes: expect.any(Number) });
  });

  it('cannot be written to below a file, nor where nobody can write, root included', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await report(join(file, 'data'))).toMatchObject({
      writable: false,
      reason: expect.stringContaining('ENOTDIR'),
    });
    expect(await report('/sys/paramedic')).toMatchObject({
      writable: false,
      reason: expect.stringMatching(/EPERM|EROFS|EACCES/),
    });
  });
});
