import { decideToolCall } from '../../src/escalation/gate/decide.ts';
import type { GateDecision, GateScope, ToolCall } from '../../src/escalation/gate/decision.ts';
import { cwdOf } from '../../src/escalation/gate/paths.ts';
import { pathsOf, textsOf } from '../../src/escalation/gate/paths-of.ts';

export const scopeOf = (set: Partial<GateScope> = {}): GateScope => ({
  workspace: '/srv/shop',
  briefing: '/data/escalations/7',
  targets: ['shop/web#1', 'shop/db#1'],
  allowedCommands: [],
  ...set,
});

/** A made-up file system: links by where they are, and texts of files. */
export interface Disk {
  readonly links?: Readonly<Record<string, string | undefined>>;
  readonly texts?: Readonly<Record<string, string>>;
}
const DISK: Disk = {
  links: {
    '/srv/shop/out': '/etc',
    '/srv/shop/env-link': '/srv/shop/.env',
    '/srv/shop/compose-link': '/srv/shop/compose.yml',
    '/srv/shop/sock': '/var/run/docker.sock',
    '/srv/shop/unreadable': undefined,
    '/srv/shop-link': '/srv/shop',
  },
};

const parts = (path: string): readonly string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/** Follows links part by part; undefined for what cannot be resolved. */
function realPath(path: string, { workspace, briefing }: GateScope, { links = {} }: Disk): string | undefined {
  let real = '';
  for (const part of parts(path.startsWith('/') ? path : `${cwdOf({ workspace, briefing } as GateScope)}/${path}`)) {
    const next = part === '..' ? real.slice(0, real.lastIndexOf('/')) : `${real}/${part}`;
    if (next in links && links[next] === undefined) return undefined;
    real = links[next] ?? next;
  }
  return real === '' ? '/' : real;
}

/** What the shell around the gate does before it asks. */
export function prepared(tool: string, input: unknown, scope = scopeOf(), disk: Disk = DISK): ToolCall {
  const resolved = new Map(pathsOf({ tool, input }).map((path) => [path, realPath(path, scope, disk)]));
  const call = { tool, input, resolved };
  const { texts = {} } = disk;
  return { ...call, before: new Map(textsOf(call).map((path) => [path, texts[resolved.get(path) ?? ''] ?? ''])) };
}

export const decide = (tool: string, input: unknown, scope = scopeOf(), disk: Disk = DISK): GateDecision =>
  decideToolCall(prepared(tool, input, scope, disk), scope);

export const decideCommand = (command: string, scope = scopeOf()): GateDecision => decide('Bash', { command }, scope);

/** `allow`, or the reason. */
export const verdictOf = (decision: GateDecision): string =>
  decision.kind === 'allow' ? 'allow' : `${decision.kind} ${decision.reason}`;
