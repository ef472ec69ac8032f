import type { Escalation } from '../escalation/escalation.ts';
import {
  decideWorkspace,
  isAtOrBelow,
  type NamedFolder,
  type WorkspaceDecision,
} from '../escalation/workspace-policy.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** Where this escalation may be worked on, with every link followed before it is decided. */
export async function chooseWorkspace(
  { workspace, project }: Pick<Escalation, 'workspace' | 'project'>,
  { settings, files }: Pick<WorkerDeps, 'settings' | 'files'>,
): Promise<WorkspaceDecision> {
  const { workspaces, workspaceRoots } = settings.claude;
  const known = project !== undefined && Object.hasOwn(workspaces, project) ? workspaces[project] : undefined;
  const follow = async (named: string | undefined): Promise<NamedFolder | undefined> =>
    named === undefined ? undefined : { named, real: await files.realFolder(named) };
  const roots = await Promise.all(
    [...Object.values(workspaces), ...workspaceRoots].map((path) => files.realFolder(path)),
  );
  return decideWorkspace({
    label: await follow(workspace),
    project: await follow(known),
    roots: roots.filter((root) => root !== undefined),
  });
}

/** Somebody's own Claude Code that works in this folder now. */
export async function agentIn(folder: string, { agents }: Pick<WorkerDeps, 'agents'>): Promise<number | undefined> {
  return (await agents()).find(({ cwd }) => isAtOrBelow(cwd, folder))?.pid;
}
