import { BUILD_RISKS, DESTRUCTIVE, SECRET_VALUE } from './content-rules.ts';
import type { Finding } from './finding.ts';

/** Statements that lose data or give rights; also those that only seem to stand in a comment. */
export function schemaFindings(text: string): readonly Finding[] {
  const statements = [text, withoutComments(text)].flatMap((version) => version.replace(/\s+/g, ' ').split(';'));
  return statements
    .filter((statement) => DESTRUCTIVE.test(statement))
    .map((statement) => ({ reason: 'schema_destructive', when: 'added', text: statement.trim() }));
}

export function buildFindings(text: string): readonly Finding[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => BUILD_RISKS.some((row) => row.every((sign) => sign.test(line))))
    .map((line) => ({ reason: 'image_build', when: 'added', text: line }));
}

export function secretFindings(text: string): readonly Finding[] {
  return text
    .split(/\r?\n/)
    .filter((line) => SECRET_VALUE.test(line))
    .map((line) => ({ reason: 'secret_value', when: 'changed', text: line.trim() }));
}

/** SQL without its comments; a comment stands for a blank. Linear: each character is passed once. */
function withoutComments(text: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const begin = /--|\/\*/g;
    begin.lastIndex = at;
    const found = begin.exec(text);
    if (found === null) break;
    pieces.push(text.slice(at, found.index));
    const close = found[0] === '--' ? '\n' : '*/';
    const end = text.indexOf(close, found.index + 2);
    at = end < 0 ? text.length : end + close.length;
  }
  return [...pieces, text.slice(at)].join(' ');
}
