import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CommitNote, DiffStat } from '../escalation/run.ts';
import type { Workshop, Workspace, WorkspaceAnswer, WorkspaceOrder } from '../escalation/workspace.ts';
import { type GitOptions, git } from './git.ts';

const MOST_COMMITS = 100;
/** git's own name for the branch that was checked out before, kept in the configuration of the repository. */
const BEFORE = (branch: string): string => `branch.${branch}.paramedicBefore`;

/** Branches, worktrees and commits through the program git. */
export class GitWorkshop implements Workshop {
  readonly #options: GitOptions;

  constructor(options: GitOptions) {
    this.#options = options;
  }

  async open(order: WorkspaceOrder): Promise<WorkspaceAnswer> {
    const { repository, branch, inPlace } = order;
    const top = await this.#top(repository);
    if (top === undefined) return { kind: 'none', reason: `${repository} is no git repository` };
    const base = await this.#git(top, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => '');
    if (base === '') return { kind: 'none', reason: `${repository} has no commit yet` };
    if (!inPlace) return { kind: 'ready', workspace: await this.#worktree(top, base, order), note: undefined };
    const before = await this.#git(top, ['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => base);
    if (before === branch) return { kind: 'ready', workspace: await this.#takeUp(top, branch), note: undefined };
    const dirty = (await this.#git(top, ['status', '--porcelain'])) !== '';
    if (dirty) {
      const note = 'the checkout has changes that are not committed, so a worktree beside it is used';
      return { kind: 'ready', workspace: await this.#worktree(top, base, order), note };
    }
    const isKnown = await this.#exists(top, branch);
    await this.#git(top, ['switch', '--quiet', ...(isKnown ? [] : ['-c']), branch]);
    await this.#git(top, ['config', '--local', BEFORE(branch), before]);
    return { kind: 'ready', workspace: { path: top, branch, kind: 'in_place', base }, note: undefined };
  }

  async survey({ path, base }: Workspace): Promise<{ commits: readonly CommitNote[]; diffStat: DiffStat }> {
    const log = await this.#git(path, ['log', '--reverse', `-${MOST_COMMITS}`, '--format=%H %s', `${base}..HEAD`]);
    const commits = log.split('\n').flatMap((line): CommitNote[] => {
      const at = line.indexOf(' ');
      return at <= 0 ? [] : [{ hash: line.slice(0, at), subject: line.slice(at + 1, at + 301) }];
    });
    return { commits, diffStat: diffStatOf(await this.#git(path, ['diff', '--shortstat', '--no-ext-diff', base])) };
  }

  async close(workspace: Workspace, how: 'keep' | 'undo' | 'merge'): Promise<string> {
    const kept = await this.#keepRest(workspace);
    const done =
      workspace.kind === 'worktree' ? await this.#leave(workspace, how) : await this.#stepBack(workspace, how);
    return [kept, done].filter((words) => words !== '').join('; ');
  }

  async clearAway(repository: string, branch: string): Promise<void> {
    const top = await this.#top(repository);
    if (top === undefined) return;
    await this.#git(top, ['worktree', 'prune']);
    const path = await this.#checkoutOf(top, branch);
    if (path === top) return;
    if (path !== undefined) await this.#clear(top, path, branch);
    // Small -d: git itself refuses while the branch holds what is not in HEAD.
    if (await this.#exists(top, branch)) await this.#git(top, ['branch', '-d', branch]).catch(() => {});
  }

  /** What was changed and not committed is kept on the branch as well: nothing of a run is lost. */
  async #keepRest({ path, branch }: Workspace): Promise<string> {
    if ((await this.#git(path, ['status', '--porcelain'])) === '') return '';
    await this.#git(path, ['add', '--all']);
    await this.#git(path, [
      'commit',
      '--quiet',
      '--no-verify',
      '-m',
      'Keep what was not committed at the end of the run',
    ]);
    return `what was not committed is kept on ${branch}`;
  }

  async #leave({ path, branch, base }: Workspace, how: 'keep' | 'undo' | 'merge'): Promise<string> {
    const main = await this.#mainCheckout(path);
    const isEmpty = (await this.#git(path, ['rev-parse', 'HEAD'])) === base;
    await this.#git(main, ['worktree', 'remove', '--force', path]);
    if (isEmpty) {
      await this.#git(main, ['branch', '-D', branch]);
      return 'nothing was changed';
    }
    return how === 'merge' ? this.#merge(main, branch) : `the commits are on ${branch}`;
  }

  async #stepBack({ path, branch, base }: Workspace, how: 'keep' | 'undo' | 'merge'): Promise<string> {
    const isEmpty = (await this.#git(path, ['rev-parse', 'HEAD'])) === base;
    const before = (await this.#git(path, ['config', '--local', '--get', BEFORE(branch)]).catch(() => '')) || base;
    if (how === 'keep' && !isEmpty) return `${branch} is checked out in ${path}`;
    const detached = before === base ? ['--detach'] : [];
    await this.#git(path, ['switch', '--quiet', ...detached, before]);
    if (isEmpty) {
      await this.#git(path, ['branch', '-D', branch]);
      return 'nothing was changed';
    }
    return how === 'merge' ? this.#merge(path, branch) : `${before} is checked out again, the commits are on ${branch}`;
  }

  /** Only forward: whatever somebody did meanwhile stays, and people merge then. */
  async #merge(checkout: string, branch: string): Promise<string> {
    try {
      await this.#git(checkout, ['merge', '--ff-only', '--quiet', branch]);
      return `${branch} is merged`;
    } catch {
      return `${branch} could not be merged by moving forward only; its commits are there for a person to merge`;
    }
  }

  async #worktree(top: string, base: string, { worktree, branch }: WorkspaceOrder): Promise<Workspace> {
    await mkdir(dirname(worktree), { recursive: true });
    // What a removed worktree left in the list would bar the place.
    await this.#git(top, ['worktree', 'prune']);
    const abandoned = await this.#checkoutOf(top, branch);
    if (abandoned !== undefined && abandoned !== top) await this.#clear(top, abandoned, branch);
    // An earlier run of the same incident: its commits are where this one goes on.
    const from = (await this.#exists(top, branch)) ? [worktree, branch] : ['-b', branch, worktree, base];
    await this.#git(top, ['worktree', 'add', '--quiet', ...from]);
    return { path: await realpath(worktree), branch, kind: 'worktree', base };
  }

  /** A run that was cut off in place left its branch checked out: this one goes on there, and steps back in the end. */
  async #takeUp(top: string, branch: string): Promise<Workspace> {
    const workspace = { path: top, branch, kind: 'in_place' } as const;
    await this.#keepRest({ ...workspace, base: '' });
    const before = await this.#git(top, ['config', '--local', '--get', BEFORE(branch)]).catch(() => 'HEAD');
    return { ...workspace, base: await this.#git(top, ['merge-base', before, branch]) };
  }

  /** A run that was cut off left its worktree: what is in it is kept on the branch. */
  async #clear(top: string, path: string, branch: string): Promise<void> {
    await this.#keepRest({ path, branch, kind: 'worktree', base: '' });
    await this.#git(top, ['worktree', 'remove', '--force', path]);
  }

  async #exists(top: string, branch: string): Promise<boolean> {
    const ref = ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`];
    return (await this.#git(top, ref).catch(() => '')) !== '';
  }

  /** Where a branch is checked out. */
  async #checkoutOf(top: string, branch: string): Promise<string | undefined> {
    const list = await this.#git(top, ['worktree', 'list', '--porcelain']);
    const entry = list.split('\n\n').find((part) => part.split('\n').includes(`branch refs/heads/${branch}`));
    return /^worktree (.*)$/m.exec(entry ?? '')?.[1];
  }

  async #top(folder: string): Promise<string | undefined> {
    const top = await this.#git(folder, ['rev-parse', '--show-toplevel']).catch(() => undefined);
    return top === undefined ? undefined : realpath(top);
  }

  async #mainCheckout(path: string): Promise<string> {
    const list = await this.#git(path, ['worktree', 'list', '--porcelain']);
    return /^worktree (.*)$/m.exec(list)?.[1] ?? path;
  }

  async #git(cwd: string, words: readonly string[]): Promise<string> {
    return (await git(cwd, words, this.#options)).trimEnd();
  }
}

/** ` 2 files changed, 3 insertions(+), 1 deletion(-)` */
function diffStatOf(shortstat: string): DiffStat {
  const figure = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(shortstat)?.[1] ?? 0);
  return { files: figure('file'), insertions: figure('insertion'), deletions: figure('deletion') };
}
