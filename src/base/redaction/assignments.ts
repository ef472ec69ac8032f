import { isPlainValue, secretKind } from './secret-name.ts';
import type { Span } from './span.ts';

/** Letters, digits, `_`, `.` and `-`. */
function isNameSign(sign: string | undefined): boolean {
  if (sign === undefined) return false;
  const isLetter = (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
  return isLetter || (sign >= '0' && sign <= '9') || sign === '_' || sign === '-' || sign === '.';
}

const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t';
const isQuote = (sign: string | undefined): boolean => sign === '"' || sign === "'" || sign === '`';
const isLineEnd = (sign: string | undefined): boolean => sign === undefined || sign === '\n' || sign === '\r';

const SCHEMES = new Set(['bearer', 'basic', 'digest', 'negotiate', 'token', 'apikey']);

/**
 * The values of `NAME=value`, `"name": "value"`, `name: value` and `--name value` whose name looks secret.
 * A value is taken up to where it may end at the latest, and reading goes on behind it: each character is read once.
 */
export function assignmentSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const found = assignmentAt(text, at);
    if (found === undefined) continue;
    const span = valueSpan(text, found.valueAt, found.what, found.name);
    if (!isPlainValue(text.slice(span.start, Math.min(span.end, span.start + 20)))) spans.push(span);
    at = Math.max(at, span.end - 1);
  }
  return spans.filter(({ start, end }) => end > start);
}

interface Assignment {
  readonly name: string;
  readonly what: string;
  readonly valueAt: number;
}

function assignmentAt(text: string, at: number): Assignment | undefined {
  const sign = text[at];
  const separates = sign === '=' || sign === ':';
  if (!separates && (!isBlank(sign) || text[at + 1] === '-')) return undefined;
  const name = nameBefore(text, separates ? beforeQuotes(text, at) : at);
  const what = name === '' || !(separates || name.includes('--')) ? undefined : secretKind(name);
  return what === undefined ? undefined : { name, what, valueAt: separates ? skipSigns(text, at + 1) : at };
}

/** `"password" :` and the same inside of JSON in JSON: where the name ends before a separator. */
function beforeQuotes(text: string, separator: number): number {
  let end = separator;
  while (isBlank(text[end - 1])) end -= 1;
  while (isQuote(text[end - 1]) || text[end - 1] === '\\' || text[end - 1] === ']') end -= 1;
  return end;
}

function nameBefore(text: string, end: number): string {
  let start = end;
  while (isNameSign(text[start - 1])) start -= 1;
  return text.slice(start, end);
}

/** `:=`, `=>`, `==`. */
function skipSigns(text: string, from: number): number {
  let at = from;
  while (text[at] === '=' || text[at] === ':' || text[at] === '>') at += 1;
  return at;
}

function valueSpan(text: string, from: number, what: string, name: string): Span {
  let start = from;
  while (isBlank(text[start])) start += 1;
  let opened = start;
  while (text[opened] === '\\') opened += 1;
  if (isQuote(text[opened])) return { start: opened + 1, end: quotedEnd(text, opened, opened - start), what };
  if (/(?:authorization|cookie)$/i.test(name)) return { start, end: lineEnd(text, start), what };
  const end = wordEnd(text, start);
  if (!isBlank(text[end]) || !SCHEMES.has(text.slice(start, Math.min(end, start + 12)).toLowerCase())) {
    return { start, end: withoutTrail(text, start, end), what };
  }
  let second = end;
  while (isBlank(text[second])) second += 1;
  return { start, end: withoutTrail(text, start, wordEnd(text, second)), what };
}

/** The quote that is escaped as often as the opening one, or the end of the line. */
function quotedEnd(text: string, opening: number, escapes: number): number {
  let run = 0;
  for (let at = opening + 1; ; at += 1) {
    const sign = text[at];
    if (isLineEnd(sign)) return at;
    const closes = escapes === 0 ? run % 2 === 0 : run <= escapes;
    if (sign === text[opening] && closes) return at - (escapes === 0 ? 0 : run);
    run = sign === '\\' ? run + 1 : 0;
  }
}

/** Headers hold their secret anywhere in their line. */
function lineEnd(text: string, from: number): number {
  let at = from;
  while (!isLineEnd(text[at]) && !isQuote(text[at])) at += 1;
  return at;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (!isLineEnd(text[at]) && !isBlank(text[at]) && text[at] !== '"' && text[at] !== '`' && text[at] !== '&')
    at += 1;
  return at;
}

/** Brackets and commas around a value stay, so that the line can be read. */
function withoutTrail(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /[,;)}\]'\\]/.test(text[at - 1] as string)) at -= 1;
  return at;
}
