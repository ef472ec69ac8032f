import type { CommitNote, DiffStat } from './run.ts';

/** What the commits of all runs for one incident go on. */
export const branchFor = (incidentId: string): string => `paramedic/${incidentId}`;

/** A checkout in which one run may write. Paths absolute, links resolved. */
export interface Workspace {
  readonly path: string;
  /** What the run's commits go on. */
  readonly branch: string;
  /** `in_place`: the very checkout that containers may be running from. */
  readonly kind: 'worktree' | 'in_place';
  /** The commit that it began from. */
  readonly base: string;
}

export interface WorkspaceOrder {
  /** A folder inside of a git repository. */
  readonly repository: string;
  /** Where a worktree would go; made, must not exist. */
  readonly worktree: string;
  readonly branch: string;
  readonly inPlace: boolean;
}

export type WorkspaceAnswer =
  | { readonly kind: 'ready'; readonly workspace: Workspace; readonly note: string | undefined }
  /** Why there is none: the run goes on without writing anything. */
  | { readonly kind: 'none'; readonly reason: string };

/** Version control as the worker needs it. All reject with ParamedicError `git_failed`. */
export interface Workshop {
  /** A branch of its own for the run: in a worktree, or in place where that is asked for and nobody's work is in the way. */
  open(order: WorkspaceOrder): Promise<WorkspaceAnswer>;
  /** What the run left: commits oldest first, and all changes since the base. */
  survey(workspace: Workspace): Promise<{ readonly commits: readonly CommitNote[]; readonly diffStat: DiffStat }>;
  /**
   * The end. `keep`: a worktree is removed and its branch stays; in place the branch stays checked out. `undo` puts the branch back in
   * place that was there before. `merge`: fast-forwards the branch that was checked out before. Uncommitted changes are kept
   * as a commit on the run's branch. Answers what was done, in words.
   */
  close(workspace: Workspace, how: 'keep' | 'undo' | 'merge'): Promise<string>;
  /**
   * The end of a run that was cut off, and that nobody may go on with: its worktree is removed, with everything in it kept on the
   * branch, which goes too when HEAD has all that it holds. A branch that is checked out in place stays as it is.
   */
  clearAway(repository: string, branch: string): Promise<void>;
}
