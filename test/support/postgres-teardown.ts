import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '../../src/base/logger.ts';
import { startEmbedded } from '../../src/storage/embedded.ts';

/** Ends the database servers that tests of this run started. Projects share them, so the first teardown finds them all. */
export default async function teardown(): Promise<void> {
  const folder = process.env.PARAMEDIC_TEST_SERVERS;
  if (folder === undefined || !existsSync(folder)) return;
  for (const worker of await readdir(folder)) {
    const running = join(folder, worker, 'postgres', 'postmaster.pid');
    if (existsSync(running)) await (await startEmbedded(join(folder, worker), silentLogger)).stop();
  }
  await rm(folder, { recursive: true, force: true });
}
