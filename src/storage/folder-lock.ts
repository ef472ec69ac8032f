import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';

export interface FolderLock {
  release(): Promise<void>;
}

/** A path of a socket has no more room on some systems. */
const LONGEST_PATH = 100;

/**
 * One Paramedic per data folder: two in one spool would write over each other. The lock is a socket that somebody listens
 * on, so it ends with its process, whatever ends it, and it works between containers that share a volume, where pids do not.
 */
export async function lockFolder(dataDir: string, logger: Logger): Promise<FolderLock> {
  const path = await socketPath(dataDir);
  const own = `${path}.${randomBytes(3).toString('hex')}`;
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(own);
    await once(server, 'listening');
    server.unref();
    await takePlace(own, path, dataDir);
  } catch (error) {
    await close(server);
    await rm(own, { force: true });
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

async function socketPath(dataDir: string): Promise<string> {
  const folder = resolve(dataDir);
  // Whether it can be used at all is the spool's to say.
  await mkdir(folder, { recursive: true }).catch(() => {});
  const path = join(folder, 'in-use.sock');
  if (path.length <= LONGEST_PATH - 10) return path;
  return join(tmpdir(), `paramedic-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`);
}

/** Our socket gets the known name. One that is there already and answers nobody was left by a process that was killed. */
async function takePlace(own: string, path: string, dataDir: string): Promise<void> {
  for (;;) {
    try {
      await link(own, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await answers(path)) throw inUse(dataDir);
    await clear(path, own, dataDir);
  }
}

/** Moved aside before it is removed: of two that find the same dead socket, one might remove the living one of the other. */
async function clear(path: string, own: string, dataDir: string): Promise<void> {
  const aside = `${own}.old`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const living = await answers(aside);
  if (living) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
  if (living) throw inUse(dataDir);
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

const inUse = (dataDir: string): ParamedicError =>
  new ParamedicError('data_dir_in_use', `Another Paramedic works in the data folder ${dataDir}.`, {
    cure: 'Stop it; or, for a second monitor that stands by, give this one a folder of its own (PARAMEDIC_DATA_DIR) and both the same DATABASE_URL.',
  });
