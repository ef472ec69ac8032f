import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import { TestMonitor, uniqueLabel } from '../../support/monitor.ts';
import { MonitorProcess } from '../../support/monitor-process.ts';
import { freshDatabase } from '../../support/postgres.ts';

jest.setTimeout(120_000);
const MAIN = resolve(import.meta.dirname, '../../../src/main.ts');

/** The image's HEALTHCHECK, as the engine runs it: a process of its own. */
async function healthcheck(url: string): Promise<{ exitCode: number; line: string }> {
  const env = { PATH: process.env.PATH, PARAMEDIC_LISTEN: new URL(url).host };
  const { code, stdout } = await promisify(execFile)(process.execPath, [MAIN, 'healthcheck'], { env, cwd: '/' }).then(
    (ended) => ({ code: 0, stdout: ended.stdout }),
    (error: { code: number; stdout: string }) => error,
  );
  return { exitCode: code, line: stdout.trim() };
}

describe('HEALTHCHECK', () => {
  it('fails on a process that stands still, and is fine again when it goes on', async () => {
    await using database = await freshDatabase();
    await using monitor = await MonitorProcess.start({
      DATABASE_URL: database.url,
      AUTOHEAL_CONTAINER_LABEL: uniqueLabel(),
    });
    const url = String((await monitor.untilLogged('paramedic_started')).url);
    expect(await healthcheck(url)).toMatchObject({ exitCode: 0, line: expect.stringContaining('"status":"ok"') });
    monitor.freeze();
    expect(await healthcheck(url)).toMatchObject({ exitCode: 1, line: expect.stringContaining('no answer within') });
    monitor.resume();
    expect((await healthcheck(url)).exitCode).toBe(0);
  });

  it('fails on a loop that has not turned for 30 s, although the process answers', async () => {
    await using database = await freshDatabase();
    let stalled = false;
    let aheadMs = 0;
    const clock: Clock = {
      now: () => Date.now() + aheadMs,
      // Whoever sleeps when it stalls never wakes, unless it is told to stop.
      sleep: async (ms, signal) => {
        await systemClock.sleep(ms, signal);
        if (stalled && signal !== undefined && !signal.aborted) {
          await new Promise((wake) => signal.addEventListener('abort', wake, { once: true }));
        }
      },
    };
    await using monitor = await TestMonitor.start({ databaseUrl: database.url, label: uniqueLabel(), clock });
    const { url } = monitor.app;
    expect((await healthcheck(url)).exitCode).toBe(0);
    stalled = true;
    aheadMs = 31_000;
    expect(await healthcheck(url)).toMatchObject({ exitCode: 1, line: expect.stringContaining('"status":"stalled"') });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const age = Number(/^paramedic_last_turn_age_seconds (\S+)$/m.exec(metrics)?.[1]);
    expect(age).toBeGreaterThan(28);
  });
});
