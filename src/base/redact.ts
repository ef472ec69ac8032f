import { assignmentSpans } from './redaction/assignments.ts';
import { literalSpans, literalsOf } from './redaction/literals.ts';
import { shapeSpans } from './redaction/shapes.ts';
import type { Span } from './redaction/span.ts';
import { urlSpans } from './redaction/urls.ts';

/** What stands in the place of a secret. Nothing is searched across one, so redacting again changes nothing. */
const MARK = /(\[redacted [a-z][a-z ]{0,20}\])/;

/**
 * Hides secrets in texts: the given ones wherever and in whatever form they stand, and whatever looks like one (values of
 * secret names, passwords in URLs, credentials of headers, private keys, well-known shapes of tokens). Enough is left to
 * recognise what was there: `DB_PASSWORD=[redacted password]`. Linear in the text; never throws; redacting twice is
 * redacting once.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const literals = literalsOf(secrets.flatMap((secret) => secret.split(MARK)));
  const redactPiece = (piece: string): string =>
    withoutSpans(piece, [
      ...literalSpans(piece, literals),
      ...assignmentSpans(piece),
      ...urlSpans(piece),
      ...shapeSpans(piece),
    ]);
  return (text) =>
    text
      .split(MARK)
      .map((piece, index) => (piece === '' || index % 2 === 1 ? piece : redactPiece(piece)))
      .join('');
}

export const redact = (text: string, secrets: readonly string[]): string => redactor(secrets)(text);

function withoutSpans(text: string, spans: readonly Span[]): string {
  let shown = '';
  let hiddenUntil = 0;
  for (const { start, end, what } of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    // What overlaps with what is hidden already only hides more.
    if (start >= hiddenUntil) shown += `${text.slice(hiddenUntil, start)}[redacted ${what}]`;
    hiddenUntil = Math.max(hiddenUntil, end);
  }
  return shown + text.slice(hiddenUntil);
}
