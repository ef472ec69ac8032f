import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Transcript } from '../../../src/claude/transcript.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transcript-'));
  path = join(folder, 'transcript.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));
const lines = (): { at: string; kind: string; text?: string }[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a transcript', () => {
  it('holds one line a happening, for nobody else to read, and is added to', () => {
    for (const text of ['one', 'two\nlines "quoted"']) {
      const transcript = new Transcript(path);
      transcript.write(0, { kind: 'said', text });
      transcript.close();
    }
    expect(lines()).toEqual([
      { at: '1970-01-01T00:00:00.000Z', kind: 'said', text: 'one' },
      { at: '1970-01-01T00:00:00.000Z', kind: 'said', text: 'two\nlines "quoted"' },
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('ends at its cap with a line that says so, in bytes and over several launches', () => {
    writeFileSync(path, `${JSON.stringify({ kind: 'said', text: 'x'.repeat(500) })}\n`);
    const transcript = new Transcript(path, 1_000);
    for (const text of ['é'.repeat(150), 'never written: '.repeat(20), 'short, but too late']) {
      transcript.write(0, { kind: 'said', text });
    }
    transcript.close();
    expect(lines().map(({ kind }) => kind)).toEqual(['said', 'said', 'cut']);
    expect(statSync(path).size).toBeLessThan(1_100);
  });

  it('gives up without harm when the disk refuses', () => {
    const transcript = new Transcript('/dev/full');
    transcript.write(0, { kind: 'said', text: 'one' });
    transcript.write(0, { kind: 'said', text: 'two' });
    transcript.close();
    expect(transcript.error).toContain('ENOSPC');
  });
});
