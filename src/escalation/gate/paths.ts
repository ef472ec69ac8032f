import type { GateScope } from './decision.ts';
import { LIMITS } from './limits.ts';
import { protectionOf } from './protected.ts';
import { REASONS, type Reason } from './reasons.ts';
import { type Refusal, refuse } from './refusal.ts';
import { HOST_SECRETS } from './rules.ts';

/** `names`: that it exists may be told, not what is in it. `stage`: taken into a commit, as it is. */
export type Access = 'read' | 'names' | 'write' | 'stage';

export interface Surroundings {
  readonly scope: GateScope;
  readonly resolved: ReadonlyMap<string, string | undefined>;
}

/** Where relative paths begin: a run's commands start in the workspace, without one in the briefing. */
export const cwdOf = ({ workspace, briefing }: GateScope): string => workspace ?? briefing;

/** May a path be used like that? Its text, where it really leads and what is protected there all have to say so. */
export function judgePath(path: string, access: Access, { scope, resolved }: Surroundings): Refusal | undefined {
  const textual = faultOfPath(path);
  if (textual !== undefined) return refuse(textual, path);
  const changes = access === 'write' || access === 'stage';
  if (changes && scope.workspace === undefined) return refuse('no_workspace');
  const written = plain(path.startsWith('/') ? path : `${cwdOf(scope)}/${path}`);
  const real = resolved.get(path);
  const root = real === undefined || !isPlain(real) ? undefined : rootOf(scope, real);
  if (root === undefined || real === undefined) return refuse(outsideReason(scope, written, real, changes), path);
  if (changes && root !== scope.workspace) return refuse('briefing_read_only', path);
  const inside = [real.slice(root.length + 1), below(scope, written) ?? ''];
  return inside.map((relative) => protection(relative, access, path)).find((refusal) => refusal !== undefined);
}

function faultOfPath(path: string): Reason | undefined {
  if (path === '' || path.length > LIMITS.pathLength) return 'malformed_path';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\x00-\x1f\x7f-\x9f]/.test(path)) return 'control_character';
  // Claude Code trims and normalises paths before it opens them: what is judged must be what is opened, and what people see.
  if (path !== path.trim() || path !== path.normalize('NFC') || /[\p{Cs}\p{Cf}]/u.test(path)) return 'malformed_path';
  if (path.startsWith('~')) return 'tilde';
  // With a link in front of it a program and the kernel disagree about where .. leads.
  return path.split('/').includes('..') ? 'dotdot' : undefined;
}

/** Without empty and `.` parts; no `..` is left when it is called for a written path. */
const plain = (path: string): string =>
  `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;

const isPlain = (path: string): boolean => path === plain(path) && !path.split('/').includes('..');

/** The innermost of the two folders that holds it. */
function rootOf({ workspace, briefing }: GateScope, real: string): string | undefined {
  const holding = [workspace, briefing].filter((root) => root !== undefined && isInside(real, root));
  return holding.sort((a = '', b = '') => b.length - a.length)[0];
}

const isInside = (path: string, root: string): boolean =>
  root.startsWith('/') && (path === root || path.startsWith(`${root}/`));

function below(scope: GateScope, path: string): string | undefined {
  const root = rootOf(scope, path);
  return root === undefined ? undefined : path.slice(root.length + 1);
}

function outsideReason(scope: GateScope, written: string, real: string | undefined, changes: boolean): Reason {
  const seemsInside = rootOf(scope, written) !== undefined;
  if (HOST_SECRETS.test(real ?? '') || (!seemsInside && HOST_SECRETS.test(written))) return 'host_secret';
  if (real === undefined || !isPlain(real)) return 'unresolved_path';
  if (seemsInside) return 'escaping_link';
  return changes ? 'write_outside' : 'outside';
}

function protection(relative: string, access: Access, path: string): Refusal | undefined {
  const rule = access === 'names' ? undefined : protectionOf(relative);
  const reason = access === 'read' ? rule?.read : rule?.write;
  if (reason === undefined) return undefined;
  // What a person has agreed to change may be taken into a commit.
  return access === 'stage' && REASONS[reason].kind === 'ask' ? undefined : refuse(reason, path);
}
