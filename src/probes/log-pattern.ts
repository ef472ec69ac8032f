import { RE2JS } from 're2js';
import type { LogTrigger } from '../config/container-settings.ts';

/** Beyond this a line is not searched; the engine itself cuts at 16 KiB. */
const SEARCHED_CHARS = 32_768;
const MOST_COMPILED = 1_000;

type Search = (text: string) => boolean;
const compiled = new Map<string, Search>();

/** The names of the triggers whose pattern is somewhere in the line. Its time is linear in the line, whatever the pattern. */
export function triggersIn(line: string, triggers: readonly LogTrigger[]): readonly string[] {
  const text = line.length > SEARCHED_CHARS ? line.slice(0, SEARCHED_CHARS) : line;
  return triggers.filter(({ pattern }) => searchFor(pattern)(text)).map(({ name }) => name);
}

function searchFor(pattern: string): Search {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const search = compile(pattern);
  compiled.set(pattern, search);
  return search;
}

/** A plain word needs no engine. What is no pattern never matches: the configuration has named it to people already. */
function compile(pattern: string): Search {
  if (/^[\w :,/=@-]+$/.test(pattern)) return (text) => text.includes(pattern);
  try {
    const re = RE2JS.compile(pattern);
    return (text) => re.test(text);
  } catch {
    return () => false;
  }
}
