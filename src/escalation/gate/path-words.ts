import { LIMITS } from './limits.ts';

/** What a program may take a path from. */
const CUTS = /[=:@,]/;

/**
 * All that a word may name as a path: itself, and what stands around `=`, `:`, `@` and `,` or behind a short option, as in
 * --file=PATH, REVISION:PATH, -IPATH. Undefined: so many that nobody writes it like that for a good reason.
 */
export function pathsInWord(text: string): readonly string[] | undefined {
  const parts = text.split(CUTS);
  if (parts.length > LIMITS.wordParts) return undefined;
  const found = new Set<string>(parts);
  let at = 0;
  for (const part of parts) {
    found.add(text.slice(at));
    at += part.length + 1;
  }
  if (/^-[^-]/.test(text)) found.add(text.slice(2));
  found.delete('');
  return [...found].filter((path) => !path.startsWith('-'));
}
