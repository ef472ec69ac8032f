import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GATE_ENVIRONMENT } from '../../../../src/escalation/gate/environment.ts';

// Each test starts git several times.
jest.setTimeout(30_000);

const folder = mkdtempSync(join(tmpdir(), 'gate-git-'));
const work = join(folder, 'work');
const trap = join(folder, 'sprung');
const home = {
  HOME: folder,
  PATH: '/usr/bin:/bin',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@b',
};
const git = (environment: Readonly<Record<string, string>>, ...words: readonly string[]): string =>
  execFileSync('git', words, {
    cwd: work,
    env: { ...home, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** Leaves a file behind when it is run. */
const springs = (name: string): string => {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\ntouch '${trap}'\n`);
  chmodSync(path, 0o755);
  return path;
};
const sprung = (): boolean => {
  const was = existsSync(trap);
  rmSync(trap, { force: true });
  return was;
};

beforeAll(() => {
  mkdirSync(join(folder, 'hooks'));
  mkdirSync(work);
  git({}, 'init', '-q');
  springs('hooks/pre-commit');
  git({}, 'config', 'core.hooksPath', join(folder, 'hooks'));
  git({}, 'config', 'core.fsmonitor', springs('monitor'));
  git({}, 'config', 'core.editor', springs('editor'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the environment that the rules rest on', () => {
  const commit = ['commit', '-q', '--allow-empty', '-m', 'x'];
  it('keeps hooks and monitors of the repository from running', () => {
    git({}, ...commit);
    expect(sprung()).toBe(true);
    git(GATE_ENVIRONMENT, ...commit);
    git(GATE_ENVIRONMENT, 'status');
    expect(sprung()).toBe(false);
  });

  it('opens no editor', () => {
    expect(() => git(GATE_ENVIRONMENT, 'commit', '--allow-empty')).toThrow();
    expect(sprung()).toBe(false);
  });

  it('lets git reach no remote, not even on the same disk', () => {
    git({}, 'init', '-q', '--bare', join(folder, 'remote.git'));
    expect(() => git(GATE_ENVIRONMENT, 'push', join(folder, 'remote.git'), 'HEAD:main')).toThrow();
    git({}, 'push', '-q', join(folder, 'remote.git'), 'HEAD:main');
    expect(() => git(GATE_ENVIRONMENT, 'ls-remote', join(folder, 'remote.git'))).toThrow();
  });

  it('leaves what is allowed as it is', () => {
    writeFileSync(join(work, 'a'), 'one\n');
    git(GATE_ENVIRONMENT, 'add', 'a');
    git(GATE_ENVIRONMENT, 'commit', '-q', '-m', 'Add a');
    writeFileSync(join(work, 'a'), 'two\n');
    expect(git(GATE_ENVIRONMENT, 'diff', '--stat')).toContain('1 insertion');
    expect(git(GATE_ENVIRONMENT, 'log', '--oneline', '-1')).toContain('Add a');
    expect(git(GATE_ENVIRONMENT, 'config', '--get', 'core.hooksPath')).toBe('/dev/null\n');
  });
});
