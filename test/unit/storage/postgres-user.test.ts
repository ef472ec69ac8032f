import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

it('the user is the one that somebody else made in the same moment', async () => {
  const bin = await mkdtemp(join(tmpdir(), 'bin-'));
  const program = (name: string, script: string) =>
    writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await program('id', `[ -e ${bin}/made ] && echo 4711`);
  await program('useradd', `: > ${bin}/made; echo "useradd: user 'postgres' already exists" >&2; exit 9`);
  // In a process of its own, which finds no other programs than these.
  const file = import.meta.resolve('../../../src/storage/postgres-user.ts');
  const asRoot = `process.getuid = () => 0; const { postgresUser } = await import('${file}');`;
  const script = `${asRoot} console.log(JSON.stringify(await postgresUser()))`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH: bin } });
  expect(JSON.parse(stdout)).toEqual({ uid: 4711, gid: 4711 });
  await rm(bin, { recursive: true });
}, 30_000);
