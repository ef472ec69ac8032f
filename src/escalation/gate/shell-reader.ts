import { LIMITS } from './limits.ts';
import type { Reason } from './reasons.ts';
import { readWord, type Word } from './shell-word.ts';

/** How a command hangs together with the one before it. */
type Joint = 'first' | '&&' | '||' | ';' | '|';
export interface SimpleCommand {
  readonly joint: Joint;
  /** At least one; quotes are gone, as the program gets them. */
  readonly words: readonly Word[];
}
export type ShellReading =
  | { readonly kind: 'read'; readonly commands: readonly SimpleCommand[] }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** The only redirections there are; none of them touches a file. */
const REDIRECTION = /(?:[12]?> *\/dev\/null|2>&1)(?=[ ;|&]|$)/y;
const REFUSED_OPERATORS: readonly (readonly [string, Reason])[] = [
  ['<<', 'here_document'],
  ['<(', 'process_substitution'],
  ['>(', 'process_substitution'],
  ['<', 'redirection'],
  ['>', 'redirection'],
  ['(', 'subshell'],
  [')', 'subshell'],
  ['#', 'comment'],
  ['|&', 'operator'],
  [';;', 'operator'],
  [';&', 'operator'],
  ['&>', 'redirection'],
];
const JOINTS = ['&&', '||', ';', '|'] as const;

type Token =
  | { readonly kind: 'nothing'; readonly end: number }
  | { readonly kind: 'joint'; readonly joint: Joint; readonly end: number }
  | { readonly kind: 'word'; readonly word: Word; readonly end: number }
  | { readonly kind: 'refused'; readonly reason: Reason };

/**
 * Reads a command line as a shell would, as far as it consists of plain commands of literal words. Whatever could make the
 * shell run something else than what is read here is refused, by name; linear in the length of the text.
 */
export function readShell(text: string): ShellReading {
  const fault = faultOfText(text);
  if (fault !== undefined) return refused(fault);
  const commands: SimpleCommand[] = [];
  let [joint, words, at, count]: [Joint, Word[], number, number] = ['first', [], 0, 0];
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token.kind === 'refused') return token;
    at = token.end;
    if (token.kind === 'word') words.push(token.word);
    if (token.kind === 'joint') {
      if (words.length === 0) return refused('unfinished');
      commands.push({ joint, words });
      [joint, words] = [token.joint, []];
    }
    count += token.kind === 'word' ? 1 : 0;
    if (count > LIMITS.words || commands.length >= LIMITS.commands) return refused('too_long');
  }
  if (words.length > 0) commands.push({ joint, words });
  else if (commands.length === 0) return refused('empty_command');
  else if (joint !== ';') return refused('unfinished');
  return withPlainNames(commands);
}

function tokenAt(text: string, at: number): Token {
  if (text[at] === ' ') return { kind: 'nothing', end: at + 1 };
  const redirection = redirectionAt(text, at);
  if (redirection > 0) return { kind: 'nothing', end: at + redirection };
  const operator = REFUSED_OPERATORS.find(([sign]) => text.startsWith(sign, at));
  if (operator !== undefined) return refused(operator[1]);
  const joint = JOINTS.find((sign) => text.startsWith(sign, at));
  if (joint !== undefined) return { kind: 'joint', joint, end: at + joint.length };
  if (text[at] === '&') return refused('background');
  const word = readWord(text, at);
  // `3>x`: digits right before a redirection are no word to the shell.
  if (word.kind === 'word' && word.word.digits && /[<>]/.test(text.charAt(word.end))) return refused('redirection');
  return word;
}

/** What comes first is the program: no variable for it, and no name that the shell would have to look for. */
function withPlainNames(commands: readonly SimpleCommand[]): ShellReading {
  for (const { words } of commands) {
    if (words[0]?.text.includes('=')) return refused('assignment');
    if (words[0]?.glob) return refused('glob');
  }
  return { kind: 'read', commands };
}

function redirectionAt(text: string, at: number): number {
  REDIRECTION.lastIndex = at;
  return REDIRECTION.exec(text)?.[0].length ?? 0;
}

function faultOfText(text: string): Reason | undefined {
  if (text.length > LIMITS.commandLength) return 'too_long';
  if (/[\n\r]/.test(text)) return 'newline';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\x00-\x1f\x7f-\x9f]/.test(text)) return 'control_character';
  // Invisible, unassigned or half characters, and blanks that are no space: what a person sees would not be what runs.
  if (/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]|(?! )\p{Z}/u.test(text)) return 'non_ascii';
  return undefined;
}

const refused = (reason: Reason): { readonly kind: 'refused'; readonly reason: Reason } => ({
  kind: 'refused',
  reason,
});
