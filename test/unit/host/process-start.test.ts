import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { processStart } from '../../../src/host/process-start.ts';

it('is when a process began, whatever its name', async () => {
  const proc = mkdtempSync(join(tmpdir(), 'proc-'));
  try {
    writeFileSync(join(proc, 'stat'), 'cpu  1 2 3\nbtime 1700000000\nprocesses 5\n');
    mkdirSync(join(proc, '42'));
    const fields = ['S', ...Array.from({ length: 18 }, (_, at) => String(at)), '12345', '7', '8'];
    writeFileSync(join(proc, '42', 'stat'), `42 (a ) b) ${fields.join(' ')}\n`);
    expect(await processStart(42, proc)).toBe(1_700_000_000_000 + 123_450);
    expect(await processStart(43, proc)).toBeUndefined();
  } finally {
    rmSync(proc, { recursive: true, force: true });
  }
});

it('is undefined without /proc, and in the past for ourselves', async () => {
  expect(await processStart(1, '/nowhere')).toBeUndefined();
  const own = await processStart(process.pid);
  expect(Date.now() - Number(own)).toBeGreaterThan(-1_000);
  expect(Date.now() - Number(own)).toBeLessThan(86_400_000);
});
