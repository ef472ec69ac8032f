import { wildcardFits } from '../../base/wildcard.ts';
import type { Protection } from './rule.ts';
import { PROTECTED } from './rules.ts';

type Names = readonly (readonly string[])[];
const namesOf = (text = ''): Names =>
  text
    .split(' ')
    .filter((name) => name !== '')
    .map((name) => name.split('/'));
const TABLE = PROTECTED.map((rule) => ({ rule, names: namesOf(rule.names), except: namesOf(rule.except) }));

/** The rule that protects a path below the workspace, if any; names of its folders count as well. */
export function protectionOf(relative: string): Protection | undefined {
  const parts = relative.toLowerCase().split('/');
  const last = parts.slice(-1);
  return TABLE.find(({ names, except }) => {
    if (!fitsAnywhere(names, parts)) return false;
    // The exception is about a file's own name; a folder on the way to it may protect it all the same.
    return !fitsAnywhere(except, last) || fitsAnywhere(names, parts.slice(0, -1));
  })?.rule;
}

const fitsAnywhere = (names: Names, parts: readonly string[]): boolean =>
  names.some((name) => parts.some((_, at) => name.every((piece, ahead) => fits(piece, parts[at + ahead]))));

const fits = (pattern: string, part: string | undefined): boolean => part !== undefined && wildcardFits(pattern, part);
