import { appendFile, chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { appendOnce } from '../../../src/host/append-once.ts';
import { dataFolder } from '../../support/data-folder.ts';

async function lineFile(maxBytes = 1_000_000) {
  const data = await dataFolder();
  const path = join(data.path, 'logs', 'lines.txt');
  const file = { path, maxBytes, keep: 2 };
  return {
    path,
    append: (id: string, text = '') => appendOnce(file, { text, id }, 'id'),
    lines: async (of = path) =>
      (await readFile(of, 'utf8'))
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { id: string; text: string }),
    [Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
  };
}
const idsOf = (lines: readonly { id: string }[]) => lines.map(({ id }) => id);

describe('a file to which each line is appended once', () => {
  it('is for nobody else to read, also when it was before', async () => {
    await using it = await lineFile();
    await it.append('a');
    expect((await stat(it.path)).mode & 0o777).toBe(0o600);
    await chmod(it.path, 0o644);
    await it.append('b');
    expect((await stat(it.path)).mode & 0o777).toBe(0o600);
  });

  it('holds whatever text as one line of JSON each, and each id once', async () => {
    await using it = await lineFile();
    const nasty = fc.constantFrom('"id":"b"', '\n{"id":"c"}\n', '\\', '"', '\u2028', '\u0085', '\ud800', '\u0000');
    const text = fc
      .array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const entry = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), text });
    const seen = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(entry, async ({ id, text }) => {
        await it.append(id, text);
        if (!seen.has(id)) seen.set(id, text);
        const raw = await readFile(it.path, 'utf8');
        expect(raw.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(seen.size + 1);
        expect((await it.lines()).map((line) => [line.id, line.text])).toEqual([...seen]);
      }),
      { numRuns: 40 },
    );
    // Each line waits for the disk.
  }, 30_000);

  it('takes away what a crash left of half a line, and writes that line whole', async () => {
    await using it = await lineFile();
    await it.append('a');
    await appendFile(it.path, '{"text":"","id":"b"');
    await it.append('b');
    expect(idsOf(await it.lines())).toEqual(['a', 'b']);
  });

  it('makes room before it grows too large, keeps as many as asked, and knows what stands in the one before', async () => {
    await using it = await lineFile(100);
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await it.append(id, 'x'.repeat(60));
      await it.append(id, 'again');
    }
    await it.append('d', 'again');
    expect((await readdir(join(it.path, '..'))).sort()).toEqual(['lines.txt', 'lines.txt.1', 'lines.txt.2']);
    expect(idsOf(await it.lines())).toEqual(['e']);
    expect(idsOf(await it.lines(`${it.path}.1`))).toEqual(['d']);
    expect(idsOf(await it.lines(`${it.path}.2`))).toEqual(['c']);
  });

  it('writes a line that is larger than the file may be all the same', async () => {
    await using it = await lineFile(10);
    await it.append('a', 'x'.repeat(60));
    expect(idsOf(await it.lines())).toEqual(['a']);
    await writeFile(`${it.path}.1`, '');
    await it.append('b');
    expect(idsOf(await it.lines())).toEqual(['b']);
  });
});
