import type { Reason } from './reasons.ts';
import type { ProgramRule } from './rule.ts';
import { ASKED, DENIED, DENIED_GIT, PROGRAMS } from './rules.ts';
import type { Word } from './shell-word.ts';

/** What the rules say of a command by its first words. */
export type Program =
  | { readonly kind: 'listed'; readonly name: string; readonly rule: ProgramRule; readonly rest: readonly Word[] }
  | { readonly kind: 'asked'; readonly reason: Reason }
  | { readonly kind: 'denied'; readonly reason: Reason; readonly subject: string };

type Entry = [Reason, string | undefined];
const byName = (table: Readonly<Partial<Record<Reason, string>>>): ReadonlyMap<string, Reason> =>
  new Map(
    (Object.entries(table) as Entry[]).flatMap(([reason, names = '']) =>
      names.split(' ').map((name) => [name, reason] as const),
    ),
  );
const LISTED = new Map(Object.entries(PROGRAMS));
const DENIED_BY_NAME = byName(DENIED);
const DENIED_GIT_BY_NAME = byName(DENIED_GIT);
const ASKED_LISTS = (Object.entries(ASKED) as Entry[]).map(([reason, names = '']) => ({
  reason,
  names: new Set(names.split(', ')),
}));

export function programOf(words: readonly Word[]): Program {
  const [name = '', second = ''] = words.map(({ text }) => text);
  // A name with a blank in it is one word to the shell, and here the name of a program and its command.
  if (name.includes(' ')) return denied('unknown_program', name);
  const asked = ASKED_LISTS.find(({ names }) => names.has(name) || names.has(`${name} ${second}`));
  if (asked !== undefined) return { kind: 'asked', reason: asked.reason };
  if (name === 'git') return gitCommand(words);
  const rule = LISTED.get(name);
  if (rule !== undefined) return { kind: 'listed', name, rule, rest: words.slice(1) };
  if (name.includes('/')) return denied('program_path', name);
  // Also under a number, as python3.12.
  return denied(
    DENIED_BY_NAME.get(name) ?? DENIED_BY_NAME.get(name.replace(/[\d.-]+$/, '')) ?? 'unknown_program',
    name,
  );
}

function gitCommand(words: readonly Word[]): Program {
  const rest = words[1]?.text === '--no-pager' ? words.slice(2) : words.slice(1);
  const command = rest[0]?.text ?? '';
  if (command.startsWith('-')) return denied('git_option', command);
  const name = `git ${command}`;
  const rule = LISTED.get(name);
  if (rule !== undefined) return { kind: 'listed', name, rule, rest: rest.slice(1) };
  return denied(DENIED_GIT_BY_NAME.get(command) ?? 'git_command', name);
}

const denied = (reason: Reason, subject: string): Program => ({ kind: 'denied', reason, subject });
