import { RE2JS } from 're2js';

/** The same labels are read in every round; compiling takes up to 15 ms. */
const MOST = 1_000;
const known = new Map<string, boolean>();

/** True when it is a regular expression of RE2, whose matching takes time in proportion to the text, whatever the pattern. */
export function isRe2(pattern: string): boolean {
  const before = known.get(pattern);
  if (before !== undefined) return before;
  if (known.size >= MOST) known.clear();
  const sound = compiles(pattern);
  known.set(pattern, sound);
  return sound;
}

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}
