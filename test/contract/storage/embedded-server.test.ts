import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { type Logger, silentLogger } from '../../../src/base/logger.ts';
import { embeddedUrl, startEmbedded } from '../../../src/storage/embedded.ts';
import { writeSettings } from '../../../src/storage/embedded-settings.ts';
import { findPlace } from '../../../src/storage/postgres-place.ts';
import { start as startProgram } from '../../../src/storage/postgres-programs.ts';
import { findPostmaster } from '../../../src/storage/postmaster.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { freePort } from '../../support/free-port.ts';
import { connect } from '../../support/postgres.ts';

const start = (path: string, logger: Logger = silentLogger) => startEmbedded(path, logger);

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  await using client = await connect(url);
  return (await client.query(sql)).rows;
}

const pidOf = async (path: string): Promise<number> =>
  Number.parseInt(await readFile(join(path, 'postgres', 'postmaster.pid'), 'utf8'), 10);

const eventsInto = (events: string[]): Logger => {
  const log = (event: string) => void events.push(event);
  return { debug: log, info: log, warn: log, error: log };
};

async function startInChild(path: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn('node', [fileURLToPath(import.meta.resolve('../../support/embedded-child.ts')), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface(child.stdout!), 'line');
  return { child, url };
}

/** An address that nobody gets who asks for any port while the server is down. */
async function withOwnAddress(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await writeSettings(path, { port: await freePort(), password: 'secret' });
}

// Starts and stops of a real server on a machine that may be busy.
jest.setTimeout(120_000);

describe('the embedded Postgres', () => {
  it('starts from nothing, and remembers where it is', async () => {
    await using data = await dataFolder();
    expect(embeddedUrl(data.path)).toBeUndefined();
    const { url } = await start(data.path);
    expect(embeddedUrl(data.path)).toBe(url);
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps its rows and its address over a stop', async () => {
    await using data = await dataFolder();
    await withOwnAddress(data.path);
    const first = await start(data.path);
    expect(embeddedUrl(data.path)).toBe(first.url);
    await ask(first.url, 'CREATE TABLE kept (id int)');
    await first.stop();
    await expect(connect(first.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(embeddedUrl(data.path)).toBe(first.url);
    const second = await start(data.path);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT * FROM kept')).toEqual([]);
    expect(await ask(second.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await ask(second.url, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  });

  it('lets in only who knows the password, only over loopback', async () => {
    await using data = await dataFolder();
    const { url } = await start(data.path);
    expect((await stat(join(data.path, 'postgres.json'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(connect(wrong.href)).rejects.toMatchObject({ code: '28P01' });
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    const wide = new URL(url);
    wide.hostname = outside?.address ?? '127.0.0.2';
    await expect(connect(wide.href)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('outlives a parent that is killed, and is adopted by the next one', async () => {
    await using data = await dataFolder();
    const { child, url } = await startInChild(data.path);
    await ask(url, 'CREATE TABLE kept (id int)');
    const pid = await pidOf(data.path);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const events: string[] = [];
    const adopted = await start(data.path, eventsInto(events));
    expect(events).toEqual(['embedded_postgres_adopted']);
    expect(adopted.url).toBe(url);
    expect(await pidOf(data.path)).toBe(pid);
    expect(await ask(url, 'SELECT * FROM kept')).toEqual([]);
    await adopted.stop();
    await expect(connect(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('recovers when the server itself was killed', async () => {
    await using data = await dataFolder();
    const { url } = await start(data.path);
    await ask(url, 'CREATE TABLE kept (id int)');
    process.kill(await pidOf(data.path), 'SIGKILL');
    const again = await start(data.path);
    expect(await ask(again.url, 'SELECT * FROM kept')).toEqual([]);
  });

  it('ends a server that hangs and starts it anew', async () => {
    await using data = await dataFolder();
    const { url } = await start(data.path);
    const pid = await pidOf(data.path);
    process.kill(pid, 'SIGSTOP');
    let now = 0;
    const events: string[] = [];
    const again = await startEmbedded(data.path, eventsInto(events), {
      now: () => now,
      sleep: async (ms, signal) => {
        now += 10_000;
        await systemClock.sleep(ms, signal);
      },
    });
    expect(events).toEqual(['embedded_postgres_hung']);
    expect(await pidOf(data.path)).not.toBe(pid);
    expect(await ask(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(new URL(again.url).password).toBe(new URL(url).password);
  });

  it('is not misled by a pid that is another program by now', async () => {
    await using data = await dataFolder();
    const first = await start(data.path);
    const file = join(data.path, 'postgres', 'postmaster.pid');
    const text = await readFile(file, 'utf8');
    await first.stop();
    await writeFile(file, text.replace(/^\d+/, String(process.pid)), { mode: 0o600 });
    const second = await start(data.path);
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('takes another port when somebody else has its own by now', async () => {
    await using data = await dataFolder();
    await withOwnAddress(data.path);
    const first = await start(data.path);
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start(data.path);
    squatter.close();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(embeddedUrl(data.path)).toBe(second.url);
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is one server for two that start it at the same moment', async () => {
    await using data = await dataFolder();
    await (await start(data.path)).stop();
    const [one, two] = await Promise.all([start(data.path), start(data.path)]);
    expect(await ask(one.url, 'SHOW port')).toEqual([{ port: new URL(embeddedUrl(data.path)!).port }]);
    expect(two.url).toBe(one.url);
  });

  it('listens where the one of two that started it was told to, whoever wrote its configuration last', async () => {
    await using data = await dataFolder();
    await (await start(data.path)).stop();
    const place = await findPlace(data.path, silentLogger);
    const ports = [await freePort(), await freePort()];
    const tries = await Promise.allSettled(ports.map((port) => startProgram(place, port)));
    const told = ports.filter((_, index) => tries[index]?.status === 'fulfilled');
    expect(told).toEqual([(await findPostmaster(place.pgdata))?.port]);
  });

  it('works in a data folder that the user postgres cannot reach', async () => {
    // The folder of mkdtemp is closed to everybody else, as the home of root is.
    await using data = await dataFolder('deep/data');
    await withOwnAddress(data.path);
    const first = await start(data.path);
    await ask(first.url, 'CREATE TABLE kept (id int)');
    await first.stop();
    const second = await start(data.path);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'SELECT * FROM kept')).toEqual([]);
  });

  it('says what to do when its password is lost', async () => {
    await using data = await dataFolder();
    const server = await start(data.path);
    await server.stop();
    await rm(join(data.path, 'postgres.json'));
    await expect(start(data.path)).rejects.toMatchObject({
      code: 'embedded_password_lost',
      retryable: false,
      cure: expect.stringContaining('backup'),
    });
  });
});
