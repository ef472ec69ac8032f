import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes the folders `escalations/ID` in which nothing was written since `before`; how many. What has another name is not ours,
 * and a link is never followed: it might lead to somebody else's files.
 */
export async function removeOldCases(dataDir: string, before: number): Promise<number> {
  const escalations = join(dataDir, 'escalations');
  if (!(await isFolder(escalations))) return 0;
  let removed = 0;
  for (const name of await readdir(escalations)) {
    const folder = join(escalations, name);
    if (!UUID.test(name) || !(await isFolder(folder)) || (await lastWritten(folder)) >= before) continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A transcript grows without its folder being touched. */
async function lastWritten(folder: string): Promise<number> {
  const paths = [folder, ...(await readdir(folder)).map((name) => join(folder, name))];
  const times = await Promise.all(paths.map(async (path) => (await lstat(path)).mtimeMs));
  return Math.max(...times);
}
