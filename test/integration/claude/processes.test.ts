import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { newId } from '../../../src/base/id.ts';
import { marked, startedAt } from '../../../src/claude/proc.ts';
import { createReap, sweep } from '../../../src/claude/processes.ts';

// Who is deaf to SIGTERM gets his time, and each test starts several processes.
jest.setTimeout(60_000);

const PATH = '/usr/bin:/bin';
const left: number[] = [];
afterEach(() => {
  for (const pid of left.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone, as it should be.
    }
  }
});

/** A shell with a marker, and the number of the process that its script prints first. */
async function shell(marker: string | undefined, script: string): Promise<number> {
  const env = { PATH, ...(marker === undefined ? {} : { PARAMEDIC_RUN: marker }) };
  const child = spawn('/bin/sh', ['-c', script], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(child.stdout, 'data');
  const pid = Number(String(line));
  left.push(pid);
  return pid;
}

/** A process that has ended stays in the list until its parent asks for it. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('marked', () => {
  /** A shell that does this over and over, in whatever process, until it may not any more. */
  async function over(run: string, script: string, looks: () => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'paramedic-marked-'));
    const allowed = join(folder, 'allowed');
    writeFileSync(allowed, '');
    const SCRIPT = `[ -e ${allowed} ] || exit; ${script}`;
    spawn('/bin/sh', ['-c', SCRIPT], { env: { PATH, PARAMEDIC_RUN: run, SCRIPT }, stdio: 'ignore' });
    try {
      await looks();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('finds a process that becomes another program at that moment, when its variables cannot be read', async () => {
    const run = newId();
    await over(run, 'exec sh -c "$SCRIPT"', async () => {
      for (let look = 0; look < 100; look += 1) expect(await marked(run, 0)).toHaveLength(1);
    });
  });

  it('finds the child that took over from its parent while the list was read', async () => {
    const run = newId();
    await over(run, 'sleep 0.03; sh -c "$SCRIPT" & exit', async () => {
      for (let look = 0; look < 150; look += 1) expect(await marked(run, 0)).not.toEqual([]);
    });
  });

  it('says none of a run that has none, though others begin and end all the time', async () => {
    await over(newId(), 'sh -c "$SCRIPT" & exit', async () => {
      for (let look = 0; look < 5; look += 1) expect(await marked(newId(), 0)).toEqual([]);
    });
  });
});

describe('sweep', () => {
  it('ends children in sessions of their own, forked twice, and deaf to SIGTERM', async () => {
    const run = newId();
    const since = (await startedAt(process.pid)) ?? 0;
    const plain = await shell(run, 'echo $$; exec sleep 600');
    const own = await shell(run, "setsid sh -c 'echo $$; exec sleep 600' & wait");
    const twice = await shell(run, "( setsid sh -c 'echo $$; exec sleep 600' & ) ; exit 0");
    const deaf = await shell(run, 'trap "" TERM; echo $$; while :; do sleep 600; done');
    expect((await marked(run, since)).map(({ pid }) => pid)).toEqual(expect.arrayContaining([plain, own, twice, deaf]));

    expect(await sweep(run, since, systemClock)).toBeGreaterThanOrEqual(4);

    expect(await marked(run, 0)).toEqual([]);
    for (const pid of [plain, own, twice, deaf]) expect(runs(pid)).toBe(false);
  });

  it('touches neither another run, nor a process without the marker, nor one that began before', async () => {
    const run = newId();
    const other = await shell(`${run}0`, 'echo $$; exec sleep 600');
    const none = await shell(undefined, 'echo $$; exec sleep 600');
    const before = await shell(run, 'echo $$; exec sleep 600');
    const since = ((await startedAt(before)) ?? 0) + 1;

    expect(await sweep(run, since, systemClock)).toBe(0);

    for (const pid of [other, none, before]) expect(runs(pid)).toBe(true);
  });

  it('never ends itself, though it may carry the marker', async () => {
    const run = newId();
    const script = `
      import { sweep } from '${new URL('../../../src/claude/processes.ts', import.meta.url).href}';
      import { systemClock } from '${new URL('../../../src/base/clock.ts', import.meta.url).href}';
      console.log('ended', await sweep('${run}', 0, systemClock));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { PATH, PARAMEDIC_RUN: run },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += chunk;
    });
    const [code] = await once(child, 'close');
    expect({ code, told }).toEqual({ code: 0, told: 'ended 0\n' });
  });
});

describe('reap', () => {
  const reap = createReap(systemClock);

  it('ends what a dead worker left, also when the launched program itself is gone', async () => {
    const run = newId();
    const parent = await shell(run, 'sleep 600 & echo $$; wait');
    const pidStarted = await startedAt(parent);
    process.kill(parent, 'SIGKILL');

    expect(await reap({ runId: run, pid: parent, pidStarted })).toBeGreaterThanOrEqual(1);
    expect(await marked(run, 0)).toEqual([]);
  });

  it('spares a stranger that was given the same number', async () => {
    const stranger = await shell(undefined, 'echo $$; exec sleep 600');
    const other = await shell(newId(), 'echo $$; exec sleep 600');
    for (const pid of [stranger, other]) {
      expect(await reap({ runId: newId(), pid, pidStarted: await startedAt(pid) })).toBe(0);
      expect(runs(pid)).toBe(true);
    }
  });
});
