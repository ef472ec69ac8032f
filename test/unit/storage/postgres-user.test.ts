import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { isReachable } from '../../../src/storage/postgres-user.ts';

it('a folder is reachable when every folder above lets the user pass', async () => {
  const top = await mkdtemp(join(tmpdir(), 'reach-'));
  const deep = join(top, 'a', 'b');
  await mkdir(deep, { recursive: true });
  const stranger = { uid: 54_321, gid: 54_321 };
  expect(await isReachable(deep, stranger)).toBe(false);
  expect(await isReachable(deep, { uid: process.getuid?.() ?? 0, gid: 0 })).toBe(true);
  await chmod(top, 0o711);
  expect(await isReachable(deep, stranger)).toBe(true);
  await chmod(join(top, 'a'), 0o750);
  expect(await isReachable(deep, stranger)).toBe(false);
  expect(await isReachable(join(top, 'not there yet'), stranger)).toBe(true);
  await rm(top, { recursive: true });
});
