import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { runContainer } from '../../support/engine.ts';

jest.setTimeout(60_000);

const engine = openEngine({ clock: systemClock, logger: silentLogger });
afterAll(() => engine.close());

const finished = (info: { State: { Status: string } }) => info.State.Status === 'exited';

describe('logsTail on the real engine', () => {
  // The engine reads the two streams side by side: the order of lines between them is nobody's promise.
  it.each([false, true])('hands out the lines of both streams (TTY: %s)', async (tty) => {
    await using container = await runContainer({ tty, script: 'echo one; echo zwö >&2; echo three' });
    await container.until(finished);
    const text = (await engine.logsTail(container.id, 10)).replaceAll('\r', '');
    expect(text.split('\n').sort()).toEqual(['', 'one', 'three', 'zwö']);
  });

  it('hands out the last lines only', async () => {
    await using container = await runContainer({ script: 'echo one; echo two; echo three' });
    await container.until(finished);
    expect(await engine.logsTail(container.id, 2)).toBe('two\nthree\n');
  });

  it('caps lines that are too long', async () => {
    await using container = await runContainer({ script: "head -c 300000 /dev/zero | tr '\\0' x; echo; echo end" });
    await container.until(finished);
    const text = await engine.logsTail(container.id, 100);
    expect(text.length).toBe(64 * 1024);
    expect(text.endsWith('x\nend\n')).toBe(true);
  });

  it('says that a container is gone', async () => {
    await expect(engine.logsTail('no-such-container', 5)).rejects.toMatchObject({ code: 'container_gone' });
  });
});
