import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { lookAtCheckout } from '../../../src/git/look-at-checkout.ts';

// Each test starts git a dozen times.
jest.setTimeout(30_000);

const root = mkdtempSync(join(tmpdir(), 'checkout-'));
afterAll(() => rmSync(root, { recursive: true }));

const environment = { path: process.env.PATH ?? '', home: root };
const look = (folder: string) => lookAtCheckout(folder, environment);
const git = (folder: string, ...words: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...words], {
    env: { PATH: environment.path, HOME: root },
    stdio: 'pipe',
  });

function repository(name: string, options: { committed: boolean }): string {
  const folder = join(root, name);
  mkdirSync(folder);
  git(folder, 'init', '--quiet');
  writeFileSync(join(folder, 'a.txt'), 'a');
  if (options.committed) {
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message', 'a');
  }
  return folder;
}

describe('lookAtCheckout', () => {
  it('tells what is no repository apart', async () => {
    const [file, plain, bare] = [join(root, 'file'), join(root, 'plain'), join(root, 'bare.git')];
    writeFileSync(file, '');
    mkdirSync(plain);
    execFileSync('git', ['init', '--quiet', '--bare', bare], { env: { PATH: environment.path, HOME: root } });
    expect(await look(join(root, 'nowhere'))).toEqual({ kind: 'missing' });
    expect(await look(file)).toEqual({ kind: 'no_folder' });
    expect(await look(plain)).toEqual({ kind: 'no_repository' });
    expect(await look(bare)).toEqual({ kind: 'no_repository' });
    expect(await look(join(file, 'below'))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('ENOTDIR'),
    });
  });

  it('wants a commit to begin at', async () => {
    expect(await look(repository('empty', { committed: false }))).toEqual({ kind: 'no_commit' });
  });

  it('counts what is changed, staged or new', async () => {
    const folder = repository('work', { committed: true });
    expect(await look(folder)).toEqual({ kind: 'repository', changes: 0 });
    writeFileSync(join(folder, 'a.txt'), 'b');
    writeFileSync(join(folder, 'new\nline.txt'), '');
    writeFileSync(join(folder, 'staged.txt'), '');
    git(folder, 'add', 'staged.txt');
    expect(await look(folder)).toEqual({ kind: 'repository', changes: 3 });
  });

  it('runs nothing that the repository names, and leaves its index as it is', async () => {
    const folder = repository('trap', { committed: true });
    git(folder, 'config', 'core.fsmonitor', `touch ${join(root, 'sprung')}; false`);
    const index = join(folder, '.git', 'index');
    const before = statSync(index).mtimeMs;
    // Same text, other time: a status that may write would freshen the index.
    writeFileSync(join(folder, 'a.txt'), 'a');
    expect(await look(folder)).toEqual({ kind: 'repository', changes: 0 });
    expect(existsSync(join(root, 'sprung'))).toBe(false);
    expect(statSync(index).mtimeMs).toBe(before);
  });

  it('says so when there is no git', async () => {
    const folder = repository('fine', { committed: true });
    expect(await lookAtCheckout(folder, { path: root, home: root })).toEqual({
      kind: 'unknown',
      reason: 'git is not installed',
    });
  });
});
