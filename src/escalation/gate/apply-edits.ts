import type { Replacement } from './fields.ts';

/** What a text becomes; undefined when something that should be replaced is not there. */
export function applyEdits(before: string, edits: readonly Replacement[]): string | undefined {
  let text = before;
  for (const { old_string: old, new_string: next, replace_all: all } of edits) {
    if (old === '') {
      if (text !== '') return undefined;
      text = next;
      continue;
    }
    const at = text.indexOf(old);
    if (at < 0) return undefined;
    text = all === true ? text.split(old).join(next) : text.slice(0, at) + next + text.slice(at + old.length);
  }
  return text;
}
