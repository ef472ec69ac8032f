import { plainLines, plainText } from '../base/plain-text.ts';
import { redact } from '../base/redact.ts';

const ELLIPSIS = '[… cut here …]';

/**
 * Untrusted text of many lines, so that it cannot be taken for ours: each line begins with `| `, whatever stands in it.
 * Without secrets and control characters, the end kept where it is too long (in characters, marks included).
 */
export function quoteLines(text: string, longest: number): string {
  const clean = redact(plainLines(text), []);
  const lines: string[] = [];
  let length = 0;
  for (const line of clean.split('\n').reverse()) {
    const quoted = `| ${line.slice(0, 2_000)}`.trimEnd();
    if (length + quoted.length + 1 > longest - ELLIPSIS.length - 3) {
      lines.push(`| ${ELLIPSIS}`);
      break;
    }
    lines.push(quoted);
    length += quoted.length + 1;
  }
  return lines.reverse().join('\n');
}

/** Untrusted text on one line, between backticks that it cannot close. */
export function quoteWord(text: string, longest = 200): string {
  const clean = redact(plainText(text), []).replaceAll('`', "'").trim();
  const cut = clean.length > longest ? `${clean.slice(0, longest - 1).toWellFormed()}…` : clean;
  return `\`${cut}\``;
}
