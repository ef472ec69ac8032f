import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { Briefing } from '../../../src/escalation/briefing.ts';
import { DiskCaseFiles } from '../../../src/host/case-files.ts';
import { dataFolder } from '../../support/data-folder.ts';

// Hundreds of files are written; a disk may be slow.
jest.setTimeout(60_000);

const briefing = (writer: number, names: readonly string[]): Briefing => ({
  text: `${writer}`.repeat(50_000),
  files: names.map((name) => ({ path: `evidence/${name}`, what: 'facts', text: `${writer}`.repeat(50_000) })),
});

describe('the files of a case', () => {
  it('hold the briefing and the evidence of the last one who wrote, and nothing else', async () => {
    await using data = await dataFolder();
    const cases = new DiskCaseFiles(data.path);
    const place = await cases.open('case-1');
    await cases.write(place, briefing(1, ['1-old.txt', '1-old.log.txt']));
    await cases.write(place, briefing(2, ['1-new.txt']));
    expect(await readdir(join(place.folder, 'evidence'))).toEqual(['1-new.txt']);
    expect(await readFile(join(place.folder, 'briefing.md'), 'utf8')).toBe(briefing(2, []).text);
  });

  it('are written whole by a monitor and a worker at the same time', async () => {
    await using data = await dataFolder();
    const writers = [1, 2, 3, 4];
    const places = await Promise.all(writers.map(() => new DiskCaseFiles(data.path).open('case-1')));
    const [place] = places;
    if (place === undefined) throw new Error('no place');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        writers.map((writer) => new DiskCaseFiles(data.path).write(place, briefing(writer, ['1.txt', '1.log.txt']))),
      );
      const files = await readdir(join(place.folder, 'evidence'));
      expect(files.sort()).toEqual(['1.log.txt', '1.txt']);
      for (const path of ['briefing.md', 'evidence/1.txt', 'evidence/1.log.txt']) {
        const text = await readFile(join(place.folder, path), 'utf8');
        expect(writers.map((writer) => briefing(writer, []).text)).toContain(text);
      }
      expect((await readdir(place.folder)).sort()).toEqual(['briefing.md', 'evidence']);
    }
  });
});
