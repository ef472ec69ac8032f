import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callOf } from '../../../src/claude/call-of.ts';
import { resolvePath } from '../../../src/claude/resolve-path.ts';

let root: string;
let cwd: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'call-of-')));
  cwd = join(root, 'workspace');
  mkdirSync(join(cwd, 'sub'), { recursive: true });
  writeFileSync(join(cwd, 'app.conf'), 'port = 80\n');
  symlinkSync('/etc', join(cwd, 'etc'));
  symlinkSync('sub', join(cwd, 'inner'));
  symlinkSync('../outside/new', join(cwd, 'dangling'));
  symlinkSync('b', join(cwd, 'a'));
  symlinkSync('a', join(cwd, 'b'));
  symlinkSync('etc', join(cwd, 'chain'));
});
afterEach(() => rmSync(root, { recursive: true }));
const resolved = (path: string) => resolvePath(path, { cwd, home: '/home/made-up' });

describe('resolvePath', () => {
  it('follows links, wherever in the path, also to what is not there', async () => {
    expect(await resolved('app.conf')).toBe(join(cwd, 'app.conf'));
    expect(await resolved(join(cwd, 'app.conf'))).toBe(join(cwd, 'app.conf'));
    expect(await resolved('etc/hosts')).toBe('/etc/hosts');
    expect(await resolved('chain/not/there')).toBe('/etc/not/there');
    expect(await resolved('inner/new')).toBe(join(cwd, 'sub/new'));
    expect(await resolved('dangling')).toBe(join(root, 'outside/new'));
    expect(await resolved('new/file')).toBe(join(cwd, 'new/file'));
    expect(await resolved('sub/../app.conf')).toBe(join(cwd, 'app.conf'));
    expect(await resolved('.')).toBe(cwd);
    expect(await resolved('../..')).toBe(join(root, '..'));
  });

  it('reads ~ as the HOME of the run', async () => {
    expect(await resolved('~/x')).toBe('/home/made-up/x');
    expect(await resolved('~')).toBe('/home/made-up');
  });

  it.each([
    ['', 'nothing'],
    [' /etc/passwd', 'blanks in front'],
    ['app.conf ', 'blanks behind'],
    ['e\u0301', 'another Unicode form'],
    ['a\0b', 'a zero'],
    ['~root/x', 'the home of somebody'],
    ['etc/../app.conf', 'up from a link: a shell and Claude Code disagree'],
    ['new/../app.conf', 'up from what is not there'],
    ['a', 'a circle'],
    ['app.conf/x', 'below a file'],
  ])('gives up on %j: %s', async (path) => {
    expect(await resolved(path)).toBeUndefined();
  });
});

describe('callOf', () => {
  const gate = {
    pathsOf: () => ['app.conf', 'new', 'etc'],
    textsOf: () => ['app.conf', 'new', 'etc', 'never named'],
    judge: () => ({ kind: 'allow', rule: 'test' }) as const,
    ask: async () => 'denied' as const,
  };
  const scope = () => ({ workspace: cwd, briefing: root, targets: [], allowedCommands: [] });
  const call = { tool_name: 'Write', tool_input: { x: 1 } };

  it('adds where paths lead and what the files hold', async () => {
    expect(await callOf({ ...call, cwd }, { gate, scope: scope() }, root)).toEqual({
      tool: 'Write',
      input: { x: 1 },
      resolved: new Map([
        ['app.conf', join(cwd, 'app.conf')],
        ['new', join(cwd, 'new')],
        ['etc', '/etc'],
      ]),
      before: new Map([
        ['app.conf', 'port = 80\n'],
        ['new', ''],
        ['etc', undefined],
        ['never named', undefined],
      ]),
    });
  });

  it('does not know the text of what is too large or no text', async () => {
    writeFileSync(join(cwd, 'app.conf'), Buffer.from([0xff, 0xfe]));
    writeFileSync(join(cwd, 'new'), 'x'.repeat(1_100_000));
    const { before } = await callOf({ ...call, cwd }, { gate, scope: scope() }, root);
    expect([before?.get('app.conf'), before?.get('new')]).toEqual([undefined, undefined]);
  });

  it('throws when the call comes from another folder', async () => {
    await expect(callOf({ ...call, cwd: join(cwd, 'sub') }, { gate, scope: scope() }, root)).rejects.toThrow(
      'another folder',
    );
  });
});
