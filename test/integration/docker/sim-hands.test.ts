import { describe, expect, it, jest } from '@jest/globals';
import { befell, ENGINES, visit } from '../../support/both-engines.ts';
import { SCRIPTS } from '../../support/engine.ts';

jest.setTimeout(60_000);

/** Nobody is killed by it who heeds SIGTERM, on a busy engine either. */
const PATIENT = { stopTimeoutMs: 10_000, deadlineMs: 25_000 };

describe.each(ENGINES)('exec on the %s engine', (_, open) => {
  it('tells exit code and output of both streams', async () => {
    await using at = await visit(open);
    const { id } = await at.run();
    const { exitCode, output } = await at.engine.hands.exec(id, 'echo öne; echo "t w o" >&2; exit 7', PATIENT);
    expect(exitCode).toBe(7);
    expect(output.split('\n').sort()).toEqual(['', 't w o', 'öne']);
    expect(await at.engine.hands.exec(id, 'true', PATIENT)).toEqual({ exitCode: 0, output: '' });
    expect(await at.engine.hands.exec(id, 'false', PATIENT)).toEqual({ exitCode: 1, output: '' });
  });

  it('keeps the last 4,000 characters of much output', async () => {
    await using at = await visit(open);
    const { id } = await at.run();
    const { output } = await at.engine.hands.exec(id, `echo ${'x'.repeat(9_000)}; echo ä the end`, PATIENT);
    expect(output).toBe(`${'x'.repeat(3_989)}\nä the end\n`);
  });

  it('can make a sick container well, and is told of nobody', async () => {
    await using at = await visit(open);
    const container = await at.run();
    await container.makeSick();
    const { id } = container;
    await at.until(id, 'unhealthy');
    expect(await at.engine.hands.exec(id, 'touch /tmp/healthy', PATIENT)).toMatchObject({ exitCode: 0 });
    await container.waitForHealth('healthy');
    expect(at.told(id).filter((what) => what.startsWith('exec'))).toEqual([]);
  });

  it('goes on inside when its deadline has passed', async () => {
    await using at = await visit(open);
    const container = await at.run();
    const exec = at.engine.hands.exec(container.id, 'sleep 3; rm -f /tmp/healthy', { deadlineMs: 1_500 });
    await expect(exec).rejects.toMatchObject({ code: 'exec_timeout' });
    await at.until(container.id, 'unhealthy');
  });

  it('is killed with its container', async () => {
    await using at = await visit(open);
    const container = await at.run();
    const exec = at.engine.hands.exec(container.id, 'echo begun; rm -f /tmp/healthy; sleep 30', PATIENT);
    await at.until(container.id, 'unhealthy');
    await container.stop(0);
    await expect(exec).resolves.toEqual({ exitCode: 137, output: 'begun\n' });
  });

  it('says that a container is gone, is paused, or does not run', async () => {
    await using at = await visit(open);
    const { hands } = at.engine;
    await expect(hands.exec('f'.repeat(64), 'true', PATIENT)).rejects.toMatchObject({ code: 'container_gone' });
    const container = await at.run();
    await container.pause();
    await expect(hands.exec(container.id, 'true', PATIENT)).rejects.toMatchObject({ code: 'container_conflict' });
    await container.unpause();
    await container.stop();
    await expect(hands.exec(container.id, 'true', PATIENT)).rejects.toMatchObject({ code: 'container_conflict' });
  });
});

describe.each(ENGINES)('stop on the %s engine', (_, open) => {
  it('stops one that heeds, and takes one that has ended for stopped', async () => {
    await using at = await visit(open);
    const { id } = await at.run({ restartPolicy: 'always' });
    await at.engine.hands.stop(id, PATIENT);
    expect(await at.engine.census.inspect(id)).toMatchObject({ state: 'exited', exitCode: 0, health: 'none' });
    await at.engine.hands.stop(id, PATIENT);
    await at.until(id, 'stop');
    expect(befell(at.told(id))).toEqual(['create', 'start', 'kill', 'die', 'stop']);
  });

  it('waits out a stop timeout, then kills, whatever the deadline', async () => {
    await using at = await visit(open);
    const { id } = await at.run({ script: SCRIPTS.ignoresSigterm });
    const asked = Date.now();
    await at.engine.hands.stop(id, { stopTimeoutMs: 1_000, deadlineMs: 1 });
    expect(Date.now() - asked).toBeGreaterThanOrEqual(1_000);
    expect(await at.engine.census.inspect(id)).toMatchObject({ state: 'exited', exitCode: 137 });
  });

  it('takes one that was only created for stopped, and says that one is gone', async () => {
    await using at = await visit(open);
    const { id } = await at.run({ start: false });
    await at.engine.hands.stop(id, PATIENT);
    expect(await at.engine.census.inspect(id)).toMatchObject({ state: 'created' });
    await expect(at.engine.hands.stop('f'.repeat(64), PATIENT)).rejects.toMatchObject({ code: 'container_gone' });
  });
});
