import type { Span } from './span.ts';

/** A user name alone is shown, unless it is long enough to be a token. */
const LONGEST_NAME = 19;

const ENDS = new Set([' ', '\t', '\r', '\n', '"', "'", '`', '<', '>']);
const WEB_ENDS = new Set([...ENDS, '/', '?', '#']);

/** `scheme://user:password@host`. Each character is read once. */
export function urlSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf('://'); at >= 0; ) {
    const start = at + 3;
    const { end, lastAt } = authority(text, start, isWeb(text, at));
    if (lastAt >= 0) {
      const colon = text.indexOf(':', start);
      if (colon >= 0 && colon < lastAt) spans.push({ start: colon + 1, end: lastAt, what: 'password' });
      else if (lastAt - start > LONGEST_NAME) spans.push({ start, end: lastAt, what: 'token' });
    }
    at = text.indexOf('://', end);
  }
  return spans.filter(({ start, end }) => end > start);
}

const WEB = ['http', 'https', 'ws', 'wss'];
const isWeb = (text: string, colon: number): boolean => WEB.some((scheme) => text.endsWith(scheme, colon));

/**
 * Until where a URL's user, password and host may reach, and its last `@`. In web addresses an `@` behind the host is
 * common and a raw slash in a password is not; in the addresses of databases it is the other way round.
 */
function authority(text: string, start: number, web: boolean): { end: number; lastAt: number } {
  const ends = web ? WEB_ENDS : ENDS;
  let lastAt = -1;
  let end = start;
  for (; end < text.length && !ends.has(text[end] as string); end += 1) if (text[end] === '@') lastAt = end;
  return { end, lastAt };
}
