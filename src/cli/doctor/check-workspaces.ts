import type { Config } from '../../config/config.ts';
import { parseLabels } from '../../config/labels.ts';
import type { ContainerSummary } from '../../containers/container.ts';
import { composeHome } from '../../containers/dependencies.ts';
import type { Checkout } from '../../escalation/checkout.ts';
import { isAtOrBelow } from '../../escalation/workspace-policy.ts';
import { plural } from '../words.ts';
import type { Check } from './check.ts';

const NAME = 'workspaces';
const MAX_NAMES = 10;

/** A folder that Claude Code may be sent to, and who says so. */
export interface Workspace {
  readonly path: string;
  /** A compose project, or a target whose label names it. */
  readonly owner: string;
  readonly byLabel: boolean;
}

/** All that settings and the labels of watched containers name, each folder once. */
export function workspacesOf(containers: readonly ContainerSummary[], config: Config): readonly Workspace[] {
  const bySettings = Object.entries(config.claude.workspaces).map(([owner, path]) => ({ path, owner, byLabel: false }));
  const byLabels = containers.flatMap(({ labels, target }) => {
    const { watched, workspace } = parseLabels(labels, config, target).settings;
    return watched && workspace !== undefined ? [{ path: workspace, owner: target, byLabel: true }] : [];
  });
  const byPath = new Map([...byLabels, ...bySettings].map((workspace) => [workspace.path, workspace]));
  return [...byPath.values()];
}

/** Says what is wrong with each, or that all are well. */
export function checkWorkspaces(
  looked: readonly (Workspace & { readonly checkout: Checkout })[],
  config: Config,
): Check[] {
  const faults = looked.flatMap((workspace) =>
    isFollowed(workspace, config.claude)
      ? faultOf(workspace, workspace.checkout, config.claude.inPlace)
      : [notFollowed(workspace)],
  );
  if (faults.length > 0 || looked.length === 0) return faults;
  return [{ level: 'ok', name: NAME, message: `${plural(looked.length, 'folder')}, each a git repository` }];
}

/** By its name only: where links lead is seen on the worker's host. */
function isFollowed({ path, byLabel }: Workspace, { workspaces, workspaceRoots }: Config['claude']): boolean {
  return !byLabel || [...Object.values(workspaces), ...workspaceRoots].some((root) => isAtOrBelow(path, root));
}

const notFollowed = ({ path, owner }: Workspace): Check => ({
  level: 'warn',
  name: NAME,
  message: `${path} of ${owner} is named by a label only, and labels come with images: it is not followed`,
  cure: `List the folder, or one above it, in PARAMEDIC_CLAUDE_WORKSPACE_ROOTS, if ${owner} is yours.`,
});

function faultOf({ path, owner, byLabel }: Workspace, checkout: Checkout, inPlace: boolean): Check[] {
  const place = byLabel ? `the label \`paramedic.workspace\` of ${owner}` : `PARAMEDIC_WORKSPACES (${owner})`;
  const warn = (what: string, cure: string): Check[] => [
    { level: 'warn', name: NAME, message: `${path} of ${owner} ${what}`, cure },
  ];
  switch (checkout.kind) {
    case 'missing':
      return warn('does not exist', `Clone the repository there, or correct ${place}.`);
    case 'no_folder':
      return warn('is no folder', `Name the folder of the repository in ${place}.`);
    case 'no_repository':
      return warn('is no git repository', `Run \`git init\` and commit what is there, or correct ${place}.`);
    case 'no_commit':
      return warn(
        'is a git repository without a commit',
        'Commit what is there: a branch for a fix begins at a commit.',
      );
    case 'unknown':
      return warn(
        `cannot be looked at: ${checkout.reason}`,
        'Let the user that runs the worker read it, and install git.',
      );
    case 'repository':
      if (!inPlace || checkout.changes === 0) return [];
      return warn(
        `has ${plural(checkout.changes, 'change')} not committed, and Claude Code works right there (claude.in_place)`,
        'Commit them, or set PARAMEDIC_CLAUDE_IN_PLACE=false: then it works in a worktree of its own.',
      );
  }
}

/** Projects whose containers may be handed over, where Claude Code could only look and restart. Our own stack is none. */
export function checkProjects(containers: readonly ContainerSummary[], config: Config): Check[] {
  const without = new Set<string>();
  for (const { labels, target } of containers) {
    const project = composeHome(labels)?.project;
    if (project === undefined || labels['paramedic.stack'] !== undefined) continue;
    const { watched, escalate, workspace } = parseLabels(labels, config, target).settings;
    const isGiven = workspace !== undefined || config.claude.workspaces[project] !== undefined;
    if (watched && escalate && !isGiven) without.add(project);
  }
  if (without.size === 0) return [];
  const names = [...without].sort();
  const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
  return [
    {
      level: 'warn',
      name: NAME,
      message: `${plural(names.length, 'compose project')} without one: ${names.slice(0, MAX_NAMES).join(', ')}${more}. Claude Code can look into these and restart, and mend nothing`,
      cure: `Name the folder of the git repository of each: PARAMEDIC_WORKSPACES=${names[0]}=/path/of/it, or the label \`paramedic.workspace\`.`,
    },
  ];
}
