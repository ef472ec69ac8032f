import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const FLAG = /--(?!disable-warning)[a-z][a-z-]+(?:=\d+)?/g;
const flagsOf = (line: string | undefined): readonly string[] => line?.match(FLAG) ?? [];
const lineWith = (path: string, part: string) =>
  read(path)
    .split(/;|\n(?=ENTRYPOINT)|\n(?=CMD)/)
    .find((line) => line.includes(part));

describe('the flags of V8', () => {
  const own = flagsOf(read('src/main.ts').split('\n')[0]);

  it('bound the memory and the cores', () => {
    expect(own).toEqual(['--max-semi-space-size=4', '--optimize-for-size', '--single-threaded']);
  });

  it.each([
    ['scripts/start.mjs', 'const command = ['],
    ['test/bench/healer.ts', "'main.js')"],
    ['Dockerfile', 'ENTRYPOINT'],
  ])('are the same in %s', (path, part) => {
    expect(flagsOf(lineWith(path, part))).toEqual(own);
  });
});
