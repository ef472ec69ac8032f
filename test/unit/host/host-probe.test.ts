import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { ProcHostProbe } from '../../../src/host/host-probe.ts';

describe('ProcHostProbe', () => {
  it('samples this machine; the first sample has no CPU ratio', async () => {
    const probe = new ProcHostProbe({ diskPath: tmpdir(), clock: systemClock });
    const sample = await probe.sample();
    expect(sample.cpuRatio).toBeUndefined();
    expect(sample.memoryTotalBytes).toBe(totalmem());
    expect(sample.memoryAvailableBytes).toBeLessThan(sample.memoryTotalBytes);
    expect(sample.diskAvailableBytes).toBeLessThan(sample.diskTotalBytes);
    expect(sample.cores).toBe(cpus().length);
  });

  it('reads another /proc, and computes the ratio from its own sample before', async () => {
    const procPath = await mkdtemp(join(tmpdir(), 'proc-'));
    await writeFile(join(procPath, 'meminfo'), 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n');
    await writeFile(join(procPath, 'loadavg'), '1.5 1.0 0.5 1/2 3\n');
    await writeFile(join(procPath, 'stat'), 'cpu  100 0 0 100\ncpu0 100 0 0 100\n');
    const probe = new ProcHostProbe({ procPath, diskPath: procPath, clock: systemClock });
    await probe.sample();
    await writeFile(join(procPath, 'stat'), 'cpu  175 0 0 125\ncpu0 175 0 0 125\n');
    expect(await probe.sample()).toMatchObject({
      cpuRatio: 0.75,
      memoryTotalBytes: 1_024_000,
      load1: 1.5,
      load15: 0.5,
    });
    await rm(procPath, { recursive: true });
  });

  it('says what it needs where there is no /proc', async () => {
    const probe = new ProcHostProbe({ procPath: '/nonexistent', diskPath: '/', clock: systemClock });
    await expect(probe.sample()).rejects.toMatchObject({
      code: 'host_unreadable',
      cure: expect.stringContaining('/proc'),
    });
  });
});
