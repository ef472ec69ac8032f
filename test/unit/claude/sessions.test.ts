import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startedAt } from '../../../src/claude/proc.ts';
import { readSessions } from '../../../src/claude/sessions.ts';

let folder: string;
const write = (name: string, content: unknown): void =>
  writeFileSync(join(folder, 'sessions', name), typeof content === 'string' ? content : JSON.stringify(content));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-folder-'));
  mkdirSync(join(folder, 'sessions'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('sessions of Claude Code', () => {
  it('are those whose process is the one that began then', async () => {
    const procStart = await startedAt(process.pid);
    write(`${process.pid}.json`, { pid: process.pid, cwd: '/srv/shop', procStart: String(procStart) });
    expect(await readSessions(folder)).toEqual([{ pid: process.pid, cwd: '/srv/shop' }]);
    write(`${process.pid}.json`, { pid: process.pid, cwd: '/srv/shop', procStart: Number(procStart) - 1 });
    expect(await readSessions(folder)).toEqual([]);
  });

  it('are not what cannot be read', async () => {
    const procStart = await startedAt(process.pid);
    write('1.json', '{ half');
    write('2.json', 'null');
    write('notes.json', { cwd: '/srv', procStart });
    write(`${process.pid}.json`, { cwd: 7, procStart });
    expect(await readSessions(folder)).toEqual([]);
    write(`${process.pid}.json`, { cwd: '/srv' });
    expect(await readSessions(folder)).toEqual([]);
  });

  it('are none where there is no registry', async () => {
    expect(await readSessions(join(folder, 'nowhere'))).toEqual([]);
  });
});
