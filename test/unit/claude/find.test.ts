import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { findClaude } from '../../../src/claude/find.ts';
import { platformNames } from '../../../src/claude/native.ts';

// Claude Code is started, which takes its time on a busy machine.
jest.setTimeout(30_000);

const PATH = '/usr/bin:/bin';
const STUB = 'echo "Error: claude native binary not installed." >&2\nexit 1\n';
const none = () => undefined;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-claude-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}
const telling = (version: string): string => `#!/bin/sh\necho "${version}"\n`;

describe('findClaude', () => {
  it('finds the program that comes with the SDK, before one in PATH, and asks it for its version', async () => {
    program('claude', telling('2.1.0 (Claude Code)'));
    const found = await findClaude({ path: undefined, pathVariable: `${folder}:${PATH}` });
    expect(found).toEqual({ kind: 'found', path: expect.stringContaining('claude-agent-sdk-'), version: '2.1.329' });
  });

  it('takes claude in PATH where none came with the SDK, and only from absolute folders', async () => {
    const path = program('claude', telling('2.3.4 (Claude Code)'));
    expect(await findClaude({ path: undefined, pathVariable: `.:${folder}:${PATH}` }, none)).toEqual({
      kind: 'found',
      path,
      version: '2.3.4',
    });
  });

  it('says what is missing and how to get it', async () => {
    expect(await findClaude({ path: undefined, pathVariable: folder }, none)).toEqual({
      kind: 'missing',
      reason: expect.stringContaining('not installed'),
      cure: expect.stringContaining('npm install'),
    });
  });

  it('never takes another one than the configured one', async () => {
    expect(await findClaude({ path: join(folder, 'nothing'), pathVariable: PATH })).toMatchObject({
      kind: 'missing',
      reason: expect.stringContaining('not a program'),
    });
    expect(await findClaude({ path: folder, pathVariable: PATH })).toMatchObject({ kind: 'missing' });
  });

  it('recognises the placeholder that npm leaves without install scripts', async () => {
    expect(await findClaude({ path: program('claude', STUB), pathVariable: PATH })).toMatchObject({
      kind: 'missing',
      reason: expect.stringContaining('placeholder'),
    });
  });

  it('finds the program beside the placeholder, through the link that npm makes', async () => {
    const modules = 'lib/node_modules/@anthropic-ai';
    const stub = program(`${modules}/claude-code/bin/claude.exe`, STUB);
    const native = program(
      `${modules}/claude-code-${process.platform}-${process.arch}/claude`,
      telling('2.1.150 (Claude Code)'),
    );
    mkdirSync(join(folder, 'bin'));
    symlinkSync(stub, join(folder, 'bin/claude'));
    expect(await findClaude({ path: undefined, pathVariable: `${join(folder, 'bin')}:${PATH}` }, none)).toEqual({
      kind: 'found',
      path: native,
      version: '2.1.150',
    });
  });

  it.each([
    ['2.0.99 (Claude Code)', 'needs? 2.1'],
    ['1.9.0 (Claude Code)', 'needs? 2.1'],
    ['claude-the-other 7.1.0', 'answers'],
  ])('refuses a program that tells %s', async (told, reason) => {
    expect(await findClaude({ path: program('claude', telling(told)), pathVariable: PATH })).toMatchObject({
      kind: 'missing',
      reason: expect.stringMatching(reason),
    });
  });

  it('refuses a program that fails or cannot be run at all', async () => {
    expect(await findClaude({ path: program('claude', '#!/bin/sh\nexit 3\n'), pathVariable: PATH })).toMatchObject({
      kind: 'missing',
      reason: expect.stringContaining('cannot be used'),
    });
    expect(await findClaude({ path: program('claude', '#!/nowhere\n'), pathVariable: PATH })).toMatchObject({
      kind: 'missing',
    });
  });

  it('hands nothing of our environment to the program but PATH', async () => {
    const path = program(
      'claude',
      '#!/bin/sh\necho "2.1.$(env | grep -cv "^\\(PATH\\|HOME\\|PWD\\|SHLVL\\|_\\|OLDPWD\\)=") (Claude Code)"\n',
    );
    expect(await findClaude({ path, pathVariable: PATH })).toMatchObject({ version: '2.1.0' });
  });
});

describe('platformNames', () => {
  it('puts the package of the fitting C library first', () => {
    expect(platformNames('linux', 'x64', false)).toEqual(['linux-x64', 'linux-x64-musl']);
    expect(platformNames('linux', 'arm64', true)).toEqual(['linux-arm64-musl', 'linux-arm64']);
    expect(platformNames('darwin', 'arm64', false)).toEqual(['darwin-arm64']);
  });
});
