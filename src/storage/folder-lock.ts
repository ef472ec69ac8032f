import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Clock, systemClock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/** A path of a socket has no more room on some systems. */
const LONGEST_PATH = 100;
/** Removing takes no time; one that was killed in the middle of it is waited for no longer than this. */
const CLEARING_MS = 5_000;

/**
 * One Paramedic per data folder: two in one spool would write over each other. The lock is a socket that somebody listens
 * on, so it ends with its process, whatever ends it, and it works between containers that share a volume, where pids do not.
 */
export async function lockFolder(dataDir: string, logger: Logger, clock: Clock = systemClock): Promise<FolderLock> {
  const path = await socketPath(dataDir);
  const own = `${path}.${randomBytes(3).toString('hex')}`;
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(own);
    await once(server, 'listening');
    // Such as no more file descriptors for one that asks: the lock holds all the same.
    server.on('error', () => {});
    server.unref();
    await takePlace(own, path, dataDir, clock);
  } catch (error) {
    await close(server);
    await rm(own, { force: true }).catch(() => {});
    if (error instanceof ParamedicError) throw error;
    // A file system without sockets or links: better without this guard than not at all.
    logger.warn('data_dir_not_locked', { data: dataDir, why: messageOf(error) });
    return { release: async () => {} };
  }
  await rm(own, { force: true });
  return {
    release: async () => {
      await rm(path, { force: true });
      await close(server);
    },
  };
}

/** Does a Paramedic work in this data folder now? */
export const isFolderInUse = async (dataDir: string): Promise<boolean> => answers(await socketPath(dataDir));

async function socketPath(dataDir: string): Promise<string> {
  const folder = resolve(dataDir);
  // Whether it can be used at all is the spool's to say.
  await mkdir(folder, { recursive: true }).catch(() => {});
  const path = join(folder, 'in-use.sock');
  if (path.length <= LONGEST_PATH - 10) return path;
  return join(tmpdir(), `paramedic-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`);
}

/** Our socket gets the known name. One that is there already and answers nobody was left by a process that was killed. */
async function takePlace(own: string, path: string, dataDir: string, clock: Clock): Promise<void> {
  while (!(await isLinked(own, path))) {
    if (await answers(path)) {
      throw new ParamedicError('data_dir_in_use', `Another Paramedic works in the data folder ${dataDir}.`, {
        cure: 'Stop it; or give this one a folder of its own (PARAMEDIC_DATA_DIR): with the same DATABASE_URL it stands by.',
      });
    }
    await clear(path, clock);
  }
}

async function isLinked(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of those that find the same dead socket only one removes it: another might by then remove the living one of the first. */
async function clear(path: string, clock: Clock): Promise<void> {
  const turn = `${path}.clearing`;
  try {
    await mkdir(turn);
  } catch {
    const since = (await stat(turn).catch(() => undefined))?.mtimeMs ?? clock.now();
    if (clock.now() - since > CLEARING_MS) await rmdir(turn).catch(() => {});
    await clock.sleep(10);
    return;
  }
  try {
    if (!(await answers(path))) await rm(path, { force: true });
  } finally {
    await rmdir(turn);
  }
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  await once(server, 'close');
}
