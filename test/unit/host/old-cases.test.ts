import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import { removeOldCases } from '../../../src/host/old-cases.ts';

const T0 = Date.UTC(2024, 0, 1);
const OLD = T0 - 1;

/** A folder with a file in a folder, all of that age. */
async function folderOf(path: string, at: number): Promise<void> {
  await mkdir(join(path, 'evidence'), { recursive: true });
  await writeFile(join(path, 'briefing.md'), 'text');
  await writeFile(join(path, 'evidence', '1.txt'), 'text');
  for (const part of ['evidence/1.txt', 'evidence', 'briefing.md', '']) await aged(join(path, part), at);
}
const aged = (path: string, at: number) => utimes(path, at / 1_000, at / 1_000);

async function scene() {
  const data = await mkdtemp(join(tmpdir(), 'paramedic-cases-'));
  const escalations = join(data, 'escalations');
  return {
    data,
    escalations,
    names: async () => (await readdir(escalations)).sort(),
    [Symbol.asyncDispose]: () => rm(data, { recursive: true }),
  };
}

describe('removeOldCases', () => {
  it('removes the folders of escalations that are older, and nothing else that lies there', async () => {
    await using it = await scene();
    const [old, young] = [newId(), newId()];
    await folderOf(join(it.escalations, old), OLD);
    await folderOf(join(it.escalations, young), T0);
    await folderOf(join(it.escalations, 'notes'), OLD);
    await folderOf(join(it.escalations, `${old}.kept`), OLD);
    const file = newId();
    await writeFile(join(it.escalations, file), 'text');
    await aged(join(it.escalations, file), OLD);
    expect(await removeOldCases(it.data, T0)).toBe(1);
    expect(await it.names()).toEqual([young, 'notes', `${old}.kept`, file].sort());
  });

  it('keeps one in which something was written lately, as a transcript grows without its folder', async () => {
    await using it = await scene();
    const id = newId();
    await folderOf(join(it.escalations, id), OLD);
    await aged(join(it.escalations, id, 'briefing.md'), T0);
    expect(await removeOldCases(it.data, T0)).toBe(0);
    expect(await it.names()).toEqual([id]);
  });

  it('follows no link: neither one that is named like an escalation, nor one inside, nor one in the place of the folder', async () => {
    await using it = await scene();
    await using other = await scene();
    const [linked, old, elsewhere] = [newId(), newId(), newId()];
    await folderOf(join(other.escalations, elsewhere), OLD);
    await folderOf(join(it.escalations, old), OLD);
    await symlink(other.escalations, join(it.escalations, old, 'link'));
    await aged(join(it.escalations, old), OLD);
    await symlink(join(other.escalations, elsewhere), join(it.escalations, linked));
    // The link itself is as young as this test: one that looked at its target would find that old.
    expect(await removeOldCases(it.data, Date.now() + 60_000)).toBe(1);
    expect(await it.names()).toEqual([linked]);
    await rm(it.escalations, { recursive: true });
    await symlink(other.escalations, it.escalations);
    expect(await removeOldCases(it.data, Date.now() + 60_000)).toBe(0);
    expect(await readdir(join(other.escalations, elsewhere))).toEqual(['briefing.md', 'evidence']);
  });

  it('finds nothing to do where there was never an escalation', async () => {
    await using it = await scene();
    expect(await removeOldCases(it.data, T0)).toBe(0);
  });
});
