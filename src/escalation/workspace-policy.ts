import { sep } from 'node:path';

/** A folder as it was named, and where it really is (links resolved); undefined: it is not there, or is no folder. */
export interface NamedFolder {
  readonly named: string;
  readonly real: string | undefined;
}

export interface WorkspaceCase {
  /** What a label names: it may come with an image, so anybody can have written it. */
  readonly label: NamedFolder | undefined;
  /** As the operator says for the compose project. */
  readonly project: NamedFolder | undefined;
  /** Folders that the operator has listed; a label is followed at or below one of them only. Links resolved. */
  readonly roots: readonly string[];
}

type WorkspaceRefusal = 'label_outside_roots' | 'folder_missing' | 'no_workspace';

export type WorkspaceDecision =
  | { readonly kind: 'folder'; readonly path: string; readonly by: 'label' | 'project' }
  /** Nothing is written: a run that looks, restarts and reports. */
  | { readonly kind: 'none'; readonly reason: WorkspaceRefusal };

/** Where Claude Code may work on an escalation. A label never opens a folder that the operator has not listed. Pure. */
export function decideWorkspace({ label, project, roots }: WorkspaceCase): WorkspaceDecision {
  const real = label?.real;
  if (real !== undefined && roots.some((root) => isAtOrBelow(real, root))) {
    return { kind: 'folder', path: real, by: 'label' };
  }
  if (project?.real !== undefined) return { kind: 'folder', path: project.real, by: 'project' };
  if (label === undefined && project === undefined) return { kind: 'none', reason: 'no_workspace' };
  return { kind: 'none', reason: real === undefined ? 'folder_missing' : 'label_outside_roots' };
}

export const isAtOrBelow = (path: string, root: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
