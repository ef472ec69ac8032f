import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { runContainer } from '../../support/engine.ts';

jest.setTimeout(60_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

const exec = (id: string, command: string, deadlineMs = 15_000) => engine.hands.exec(id, command, { deadlineMs });

describe('exec on the real engine', () => {
  it('tells exit code and output of both streams', async () => {
    await using container = await runContainer();
    const { exitCode, output } = await exec(container.id, 'echo öne; echo "t w o" >&2; exit 7');
    expect(exitCode).toBe(7);
    expect(output.split('\n').sort()).toEqual(['', 't w o', 'öne']);
    expect(await exec(container.id, 'true')).toEqual({ exitCode: 0, output: '' });
  });

  it('keeps the last 4,000 characters of megabytes', async () => {
    await using container = await runContainer();
    const { output } = await exec(container.id, "head -c 5000000 /dev/zero | tr '\\0' x; echo ä the end");
    expect(output).toHaveLength(4_000);
    expect(output.endsWith('xä the end\n')).toBe(true);
  });

  it('ends at its deadline when the command does not, and says whose fault it is', async () => {
    await using container = await runContainer();
    await expect(exec(container.id, 'sleep 30', 2_000)).rejects.toMatchObject({
      code: 'exec_timeout',
      message: '`sleep 30` did not end within 2000 ms',
    });
  });

  it('says that a container is gone, does not run, or is paused', async () => {
    await expect(exec('no-such-container', 'true')).rejects.toMatchObject({ code: 'container_gone' });
    await using container = await runContainer();
    await container.pause();
    await expect(exec(container.id, 'true')).rejects.toMatchObject({ code: 'container_conflict' });
    await container.unpause();
    await container.stop();
    await expect(exec(container.id, 'true')).rejects.toMatchObject({ code: 'container_conflict' });
  });
});

describe('stop on the real engine', () => {
  it('stops, waits out a stop timeout, and takes one that has ended for stopped', async () => {
    await using container = await runContainer({ script: "trap '' TERM; while :; do sleep 1; done" });
    await engine.hands.stop(container.id, { stopTimeoutMs: 1_000, deadlineMs: 1 });
    expect((await container.inspect()).State).toMatchObject({ Status: 'exited', ExitCode: 137 });
    await engine.hands.stop(container.id, { stopTimeoutMs: 1_000, deadlineMs: 1 });
    const gone = engine.hands.stop('no-such-container', { stopTimeoutMs: 1_000, deadlineMs: 1 });
    await expect(gone).rejects.toMatchObject({ code: 'container_gone' });
  });
});

describe('restart on the real engine', () => {
  it('starts one that was only created', async () => {
    await using container = await runContainer({ start: false });
    await engine.hands.restart(container.id, { stopTimeoutMs: 1_000, deadlineMs: 16_000 });
    expect((await container.inspect()).State.Status).toBe('running');
  });
});
