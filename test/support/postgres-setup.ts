import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder for the database servers of this run; `postgres.ts` starts them when they are wanted. */
export default async function setup(): Promise<void> {
  if (process.env.PARAMEDIC_TEST_SERVERS !== undefined) return;
  const folder = await mkdtemp(join(tmpdir(), 'paramedic-test-'));
  // The servers run as another user when we are root.
  await chmod(folder, 0o711);
  process.env.PARAMEDIC_TEST_SERVERS = folder;
}
