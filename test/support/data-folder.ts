import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLogger } from '../../src/base/logger.ts';
import { embeddedUrl, startEmbedded } from '../../src/storage/embedded.ts';

/** A data folder for one test: `await using data = await dataFolder()`. Its embedded Postgres, if any, ends with it. */
export async function dataFolder(below = ''): Promise<{ path: string } & AsyncDisposable> {
  const top = await mkdtemp(join(tmpdir(), 'paramedic-data-'));
  const path = join(top, below);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      if (embeddedUrl(path) !== undefined) await (await startEmbedded(path, silentLogger)).stop();
      const elsewhere = await readlink(join(path, 'postgres')).catch(() => undefined);
      if (elsewhere !== undefined) await rm(dirname(elsewhere), { recursive: true, force: true });
      await rm(top, { recursive: true, force: true });
    },
  };
}
