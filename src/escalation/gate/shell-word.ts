import type { Reason } from './reasons.ts';

export interface Word {
  /** As the program gets it. */
  readonly text: string;
  /** Has a wildcard that the shell would expand. */
  readonly glob: boolean;
  /** Only digits, none of them quoted. */
  readonly digits: boolean;
}
type WordReading =
  | { readonly kind: 'word'; readonly word: Word; readonly end: number }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** Where an unquoted word ends. */
const ENDS = ' |&;<>()';
const WILDCARDS = '*?[';
/** What a backslash takes its meaning from in double quotes; before anything else it stands for itself. */
const ESCAPED_IN_DOUBLE = '$`"\\';
const REFUSED: Readonly<Record<string, Reason>> = { $: 'expansion', '`': 'expansion', '{': 'braces', '}': 'braces' };
/** After these a ~ is part of a revision such as HEAD~1 or HEAD^~2; anywhere else a shell may make a folder of it. */
const BEFORE_TILDE = /[A-Za-z0-9^~]/;

interface Piece {
  readonly text: string;
  readonly end: number;
}

/** One word from `at` on, quotes taken off the way a POSIX shell does. */
export function readWord(text: string, start: number): WordReading {
  let [out, glob, quoted, at] = ['', false, false, start];
  while (at < text.length) {
    const sign = text.charAt(at);
    if (ENDS.includes(sign)) break;
    if (sign === '\\' || sign === '"' || sign === "'") {
      const piece = quotedPiece(text, at);
      if (typeof piece === 'string') return { kind: 'refused', reason: piece };
      out += piece.text;
      at = piece.end;
      quoted = true;
      continue;
    }
    const reason = REFUSED[sign] ?? oddity(text, at, start);
    if (reason !== undefined) return { kind: 'refused', reason };
    glob ||= WILDCARDS.includes(sign);
    out += sign;
    at += 1;
  }
  return { kind: 'word', word: { text: out, glob, digits: !quoted && /^\d+$/.test(out) }, end: at };
}

function oddity(text: string, at: number, start: number): Reason | undefined {
  if (text.charCodeAt(at) > 0x7e) return 'non_ascii';
  if (text[at] !== '~') return undefined;
  return at > start && BEFORE_TILDE.test(text.charAt(at - 1)) ? undefined : 'tilde';
}

function quotedPiece(text: string, at: number): Piece | Reason {
  if (text[at] === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? 'unfinished' : { text: text.slice(at + 1, end), end: end + 1 };
  }
  if (text[at] === '"') return doubleQuoted(text, at + 1);
  const next = text.charAt(at + 1);
  if (next === '') return 'unfinished';
  return next > '~' ? 'non_ascii' : { text: next, end: at + 2 };
}

function doubleQuoted(text: string, start: number): Piece | Reason {
  let [out, at] = ['', start];
  while (at < text.length) {
    const sign = text.charAt(at);
    if (sign === '"') return { text: out, end: at + 1 };
    if (sign === '$' || sign === '`') return 'expansion';
    const escaped = sign === '\\' && ESCAPED_IN_DOUBLE.includes(text.charAt(at + 1)) && at + 1 < text.length;
    out += escaped ? text.charAt(at + 1) : sign;
    at += escaped ? 2 : 1;
  }
  return 'unfinished';
}
