import { existsSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { processScope } from '../../../src/host/process-scope.ts';

async function procOf(boot: string, namespace: string) {
  const path = await mkdtemp(join(tmpdir(), 'paramedic-proc-'));
  await mkdir(join(path, 'self', 'ns'), { recursive: true });
  await mkdir(join(path, 'sys', 'kernel', 'random'), { recursive: true });
  await writeFile(join(path, 'sys', 'kernel', 'random', 'boot_id'), `${boot}\n`);
  await symlink(namespace, join(path, 'self', 'ns', 'pid'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

describe('processScope', () => {
  it('is the same for processes that see each other, and another one for another container, machine or boot', async () => {
    await using one = await procOf('boot-1', 'pid:[1]');
    await using same = await procOf('boot-1', 'pid:[1]');
    await using container = await procOf('boot-1', 'pid:[2]');
    await using machine = await procOf('boot-2', 'pid:[1]');
    const scopes = [one, same, container, machine].map(({ path }) => processScope(path));
    expect(scopes[0]).toMatch(/^[0-9a-f]{8}$/);
    expect(scopes[1]).toBe(scopes[0]);
    expect(new Set(scopes).size).toBe(3);
  });

  it('is made up where it cannot be known, so that it is nobody else\u2019s', () => {
    const [one, other] = [processScope('/nowhere'), processScope('/nowhere')];
    expect(one).toMatch(/^[0-9a-f]{8}$/);
    expect(one).not.toBe(other);
  });

  it('is known on Linux', () => {
    expect(existsSync('/proc/self/ns/pid')).toBe(true);
    expect(readlinkSync('/proc/self/ns/pid')).toMatch(/^pid:/);
    expect(processScope()).toBe(processScope());
  });
});
