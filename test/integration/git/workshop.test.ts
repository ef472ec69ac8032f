import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { WorkspaceAnswer } from '../../../src/escalation/workspace.ts';
import { GitWorkshop } from '../../../src/git/workshop.ts';

// Each test starts git dozens of times.
jest.setTimeout(60_000);

const PATH = '/usr/local/bin:/usr/bin:/bin';

/** A real repository with one commit on `main`, and a folder for worktrees. */
function openRepository({ empty = false } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'paramedic-git-')));
  const repository = join(folder, 'shop');
  const environment = { HOME: folder };
  const env = {
    ...{ PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@localhost' },
    ...{ GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@localhost' },
  };
  const run = (...words: string[]) => execFileSync('git', words, { cwd: repository, env, encoding: 'utf8' }).trim();
  const runIn = (cwd: string, ...words: string[]) => execFileSync('git', words, { cwd, env, encoding: 'utf8' }).trim();
  execFileSync('git', ['init', '-q', '-b', 'main', repository], { env });
  if (!empty) {
    writeFileSync(join(repository, 'app.json'), '{"port": 80,}\n');
    run('add', '-A');
    run('commit', '-qm', 'First');
  }
  const workshop = new GitWorkshop({ path: PATH, environment });
  const worktree = join(folder, 'worktrees', 'e1');
  const order = { repository, worktree, branch: 'paramedic/0192d8a4', inPlace: false };
  const opened = async (part: Partial<typeof order> = {}) => ready(await workshop.open({ ...order, ...part }));
  const commit = (path: string, text: string, message: string) => {
    writeFileSync(join(path, 'app.json'), text);
    runIn(path, 'commit', '-qam', message);
  };
  return {
    ...{ folder, repository, worktree, workshop, order, run, opened, commit },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function ready(answer: WorkspaceAnswer) {
  if (answer.kind !== 'ready') throw new Error(answer.reason);
  return answer;
}

const FIXED = '{"port": 80}\n';

describe('a worktree', () => {
  it('leaves the running checkout alone, and its commits on a branch', async () => {
    using it = openRepository();
    const { workspace } = await it.opened();
    expect(workspace).toMatchObject({
      path: realpathSync(it.worktree),
      kind: 'worktree',
      branch: 'paramedic/0192d8a4',
    });
    it.commit(workspace.path, FIXED, 'Remove the comma that is too many');
    expect(await it.workshop.survey(workspace)).toEqual({
      commits: [{ hash: expect.stringMatching(/^[0-9a-f]{40}$/), subject: 'Remove the comma that is too many' }],
      diffStat: { files: 1, insertions: 1, deletions: 1 },
    });
    expect(await it.workshop.close(workspace, 'keep')).toBe('the commits are on paramedic/0192d8a4');
    expect(readFileSync(join(it.repository, 'app.json'), 'utf8')).toBe('{"port": 80,}\n');
    expect(it.run('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(it.run('log', '-1', '--format=%s', 'paramedic/0192d8a4')).toBe('Remove the comma that is too many');
    expect(existsSync(it.worktree)).toBe(false);
  });

  it('goes on where an earlier run of the same incident stopped', async () => {
    using it = openRepository();
    const first = await it.opened();
    it.commit(first.workspace.path, FIXED, 'One');
    await it.workshop.close(first.workspace, 'keep');
    const second = await it.opened();
    expect(readFileSync(join(second.workspace.path, 'app.json'), 'utf8')).toBe(FIXED);
  });

  it('of a run that was cut off is cleared away, with everything in it kept on its branch', async () => {
    using it = openRepository();
    const { branch } = it.order;
    const { workspace } = await it.opened();
    writeFileSync(join(workspace.path, 'app.json'), FIXED);
    await it.workshop.clearAway(it.repository, branch);
    expect(existsSync(workspace.path)).toBe(false);
    expect(it.run('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
    expect(it.run('show', `${branch}:app.json`)).toBe(FIXED.trim());
    // Once more, with no worktree left: what is on the branch stays.
    await it.workshop.clearAway(it.repository, branch);
    expect(it.run('show', `${branch}:app.json`)).toBe(FIXED.trim());
    expect(it.run('branch', '--show-current')).toBe('main');
  });

  it('of a run that was cut off before it changed anything goes with its branch', async () => {
    using it = openRepository();
    const { workspace } = await it.opened();
    await it.workshop.clearAway(it.repository, it.order.branch);
    expect(existsSync(workspace.path)).toBe(false);
    expect(it.run('branch', '--list', '--format=%(refname:short)')).toBe('main');
  });

  it('is all that is cleared away: a branch that is checked out in place stays, and so does what is unknown', async () => {
    using it = openRepository();
    const { workspace } = await it.opened({ inPlace: true });
    writeFileSync(join(workspace.path, 'app.json'), FIXED);
    await it.workshop.clearAway(it.repository, it.order.branch);
    expect(it.run('branch', '--show-current')).toBe(it.order.branch);
    expect(readFileSync(join(it.repository, 'app.json'), 'utf8')).toBe(FIXED);
    await it.workshop.clearAway(it.repository, 'paramedic/unknown');
    await it.workshop.clearAway(it.folder, it.order.branch);
    expect(it.run('branch', '--show-current')).toBe(it.order.branch);
  });

  it('takes over what a run that was cut off left behind, also what it had not committed', async () => {
    using it = openRepository();
    const dead = await it.opened();
    it.commit(dead.workspace.path, FIXED, 'One');
    writeFileSync(join(dead.workspace.path, 'new.txt'), 'x\n');
    const { workspace } = await it.opened();
    expect(readFileSync(join(workspace.path, 'app.json'), 'utf8')).toBe(FIXED);
    expect(readFileSync(join(workspace.path, 'new.txt'), 'utf8')).toBe('x\n');
    expect(it.run('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(2);
    await it.workshop.close(workspace, 'keep');
    expect(it.run('show', 'paramedic/0192d8a4:new.txt')).toBe('x');
  });

  it('keeps what was not committed', async () => {
    using it = openRepository();
    const { workspace } = await it.opened();
    writeFileSync(join(workspace.path, 'new.txt'), 'x\n');
    expect((await it.workshop.survey(workspace)).commits).toEqual([]);
    expect(await it.workshop.close(workspace, 'undo')).toBe(
      'what was not committed is kept on paramedic/0192d8a4; the commits are on paramedic/0192d8a4',
    );
    expect(it.run('show', 'paramedic/0192d8a4:new.txt')).toBe('x');
  });

  it('leaves no trace when nothing was changed', async () => {
    using it = openRepository();
    const { workspace } = await it.opened();
    expect(await it.workshop.close(workspace, 'keep')).toBe('nothing was changed');
    expect(it.run('branch', '--list', 'paramedic/*')).toBe('');
    expect(it.run('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(1);
  });

  it('is merged when that is asked for, and only forward', async () => {
    using it = openRepository();
    const one = (await it.opened()).workspace;
    it.commit(one.path, FIXED, 'Fix');
    expect(await it.workshop.close(one, 'merge')).toBe('paramedic/0192d8a4 is merged');
    expect(readFileSync(join(it.repository, 'app.json'), 'utf8')).toBe(FIXED);

    const other = (await it.opened({ branch: 'paramedic/other' })).workspace;
    it.commit(other.path, '{"port": 81}\n', 'Another');
    it.commit(it.repository, '{"port": 82}\n', 'Meanwhile');
    expect(await it.workshop.close(other, 'merge')).toContain('could not be merged by moving forward only');
    expect(it.run('log', '-1', '--format=%s')).toBe('Meanwhile');
  });

  it('runs nothing that the repository would have run by itself', async () => {
    using it = openRepository();
    const trap = join(it.repository, '.git', 'hooks', 'post-checkout');
    writeFileSync(trap, `#!/bin/sh\ntouch ${join(it.folder, 'sprung')}\n`, { mode: 0o755 });
    it.run('config', 'core.fsmonitor', trap);
    const { workspace } = await it.opened();
    await it.workshop.survey(workspace);
    await it.workshop.close(workspace, 'keep');
    expect(existsSync(join(it.folder, 'sprung'))).toBe(false);
  });
});

describe('in place', () => {
  it('works on a branch of its own in the checkout, and leaves a fix that helped where it runs', async () => {
    using it = openRepository();
    const { workspace } = await it.opened({ inPlace: true });
    expect(workspace).toMatchObject({ path: it.repository, kind: 'in_place' });
    it.commit(workspace.path, FIXED, 'Fix');
    expect(await it.workshop.close(workspace, 'keep')).toBe(`paramedic/0192d8a4 is checked out in ${it.repository}`);
    expect(readFileSync(join(it.repository, 'app.json'), 'utf8')).toBe(FIXED);
  });

  it('puts everything back as it was when the fix did not help', async () => {
    using it = openRepository();
    const { workspace } = await it.opened({ inPlace: true });
    it.commit(workspace.path, FIXED, 'No fix');
    writeFileSync(join(it.repository, 'rest.txt'), 'x');
    await it.workshop.close(workspace, 'undo');
    expect(it.run('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(readFileSync(join(it.repository, 'app.json'), 'utf8')).toBe('{"port": 80,}\n');
    expect(it.run('status', '--porcelain')).toBe('');
    expect(it.run('log', '--format=%s', 'paramedic/0192d8a4')).toContain('No fix');
  });

  it('merges into the branch that was there before', async () => {
    using it = openRepository();
    const { workspace } = await it.opened({ inPlace: true });
    it.commit(workspace.path, FIXED, 'Fix');
    expect(await it.workshop.close(workspace, 'merge')).toBe('paramedic/0192d8a4 is merged');
    expect(it.run('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(it.run('log', '-1', '--format=%s')).toBe('Fix');
  });

  it('goes on where a run that was cut off stopped, and still knows the way back', async () => {
    using it = openRepository();
    const dead = await it.opened({ inPlace: true });
    it.commit(dead.workspace.path, FIXED, 'One');
    writeFileSync(join(it.repository, 'rest.txt'), 'x');
    const { workspace } = await it.opened({ inPlace: true });
    expect(workspace).toEqual(dead.workspace);
    expect((await it.workshop.survey(workspace)).commits).toHaveLength(2);
    await it.workshop.close(workspace, 'undo');
    expect(it.run('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(it.run('status', '--porcelain')).toBe('');
    const again = await it.opened({ inPlace: true });
    expect(readFileSync(join(again.workspace.path, 'app.json'), 'utf8')).toBe(FIXED);
  });

  it('returns to a commit where no branch was checked out', async () => {
    using it = openRepository();
    it.run('switch', '-q', '--detach');
    const head = it.run('rev-parse', 'HEAD');
    const { workspace } = await it.opened({ inPlace: true });
    it.commit(workspace.path, FIXED, 'No fix');
    await it.workshop.close(workspace, 'undo');
    expect(it.run('rev-parse', 'HEAD')).toBe(head);
  });

  it('keeps its hands off a checkout in which somebody works', async () => {
    using it = openRepository();
    writeFileSync(join(it.repository, 'app.json'), 'half done');
    const { workspace, note } = await it.opened({ inPlace: true });
    expect(workspace.kind).toBe('worktree');
    expect(note).toContain('not committed');
    expect(readFileSync(join(it.repository, 'app.json'), 'utf8')).toBe('half done');
    expect(it.run('symbolic-ref', '--short', 'HEAD')).toBe('main');
  });
});

describe('no workspace', () => {
  it('says why', async () => {
    using none = openRepository({ empty: true });
    expect(await none.workshop.open(none.order)).toEqual({
      kind: 'none',
      reason: expect.stringContaining('no commit yet'),
    });
    const plain = { ...none.order, repository: none.folder };
    expect(await none.workshop.open(plain)).toEqual({
      kind: 'none',
      reason: expect.stringContaining('is no git repository'),
    });
    const missing = { ...none.order, repository: join(none.folder, 'nowhere') };
    expect((await none.workshop.open(missing)).kind).toBe('none');
  });
});
