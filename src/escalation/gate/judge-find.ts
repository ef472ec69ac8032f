import { judgePath, type Surroundings } from './paths.ts';
import { type Refusal, refuse, strictest } from './refusal.ts';
import { FIND_TESTS } from './rules.ts';
import type { Word } from './shell-word.ts';

const KINDS = new Map(
  Object.entries(FIND_TESTS).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)),
);
const beginsTests = ({ text }: Word): boolean => /^[-(),!]/.test(text);

/** Folders first, then tests; what find would do with a file besides naming it is not among the tests. */
export function judgeFind(words: readonly Word[], around: Surroundings): Refusal | undefined {
  const wild = words.find(({ glob }) => glob);
  if (wild !== undefined) return refuse('glob', wild.text);
  const first = words.findIndex(beginsTests);
  const folders = first < 0 ? words : words.slice(0, first);
  const refusals = folders.map(({ text }) => judgePath(text, 'names', around));
  for (let at = folders.length; at < words.length; at += 1) {
    const test = words[at]?.text ?? '';
    const kind = KINDS.get(test);
    if (kind === undefined)
      return refuse(beginsTests({ text: test } as Word) ? 'option_not_allowed' : 'operand_not_allowed', test);
    if (kind === 'flag') continue;
    at += 1;
    const value = words[at]?.text;
    if (value === undefined) return refuse('operand_not_allowed', test);
    if (kind === 'path') refusals.push(judgePath(value, 'names', around));
  }
  return strictest(refusals);
}
