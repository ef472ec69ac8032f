import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Briefing } from '../escalation/briefing.ts';
import type { CaseFiles, CasePlace } from '../escalation/worker-ports.ts';
import { PARTIAL, writeWhole } from './write-whole.ts';

const PRIVATE_FOLDER = { recursive: true, mode: 0o700 } as const;

/** What a worker keeps on disk: `escalations/ID` to stay, `runs` and `worktrees` while a run lasts. Folders 0700, files 0600. */
export class DiskCaseFiles implements CaseFiles {
  readonly #dataDir: string;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  async open(escalationId: string): Promise<CasePlace> {
    const escalations = await this.#folder('escalations');
    const folder = join(escalations, escalationId);
    await mkdir(join(folder, 'evidence'), PRIVATE_FOLDER);
    const worktrees = await this.#folder('worktrees');
    return { folder, transcript: join(folder, 'transcript.jsonl'), worktree: join(worktrees, escalationId) };
  }

  /** Evidence of an earlier attempt goes: the briefing lists what is there. A monitor and a worker may write at the same time. */
  async write({ folder }: CasePlace, { text, files }: Briefing): Promise<void> {
    for (const { path, text: quoted } of files) {
      await mkdir(dirname(join(folder, path)), PRIVATE_FOLDER);
      await writeWhole(join(folder, path), quoted);
    }
    await writeWhole(join(folder, 'briefing.md'), text);
    const evidence = join(folder, 'evidence');
    const kept = new Set(files.map(({ path }) => join(folder, path)));
    for (const name of await readdir(evidence)) {
      const path = join(evidence, name);
      if (!kept.has(path) && !name.endsWith(PARTIAL)) await rm(path, { recursive: true, force: true });
    }
  }

  writeOutcome({ folder }: CasePlace, outcome: Readonly<Record<string, unknown>>): Promise<void> {
    return writeWhole(join(folder, 'outcome.json'), `${JSON.stringify(outcome, undefined, 2)}\n`);
  }

  async runFolder(runId: string): Promise<string> {
    const folder = join(await this.#folder('runs'), runId);
    await mkdir(folder, PRIVATE_FOLDER);
    return folder;
  }

  removeRunFolder(runId: string): Promise<void> {
    return rm(join(this.#dataDir, 'runs', runId), { recursive: true, force: true });
  }

  async touch(): Promise<void> {
    await mkdir(this.#dataDir, { recursive: true });
    await writeWhole(join(this.#dataDir, 'worker.alive'), '');
  }

  async realFolder(path: string): Promise<string | undefined> {
    try {
      const real = await realpath(path);
      return (await stat(real)).isDirectory() ? real : undefined;
    } catch {
      return undefined;
    }
  }

  async #folder(name: string): Promise<string> {
    const folder = join(this.#dataDir, name);
    await mkdir(folder, PRIVATE_FOLDER);
    return realpath(folder);
  }
}
