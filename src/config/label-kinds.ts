import type { Kind } from './kinds.ts';
import { parseListen } from './listen.ts';

/** Kinds of values that only labels have. Labels are anybody's text: each has a longest length. */
const json = { type: 'string' } as const;

/** A shell line runs as a whole or not at all: one that is too long is refused, never cut. */
export const command: Kind<string> = {
  expects: 'a command line for `sh -c` in the container, up to 4096 characters',
  json,
  // Line breaks and tabs are part of a script.
  parse: (text) => (text.length <= 4_096 && !/[^\P{Cc}\n\t]/u.test(text) ? text : undefined),
};

/** Names between commas or spaces; `letters` are the signs that a name may have beside letters and digits. */
const names = (expects: string, letters: string, most: number): Kind<readonly string[]> => {
  const name = new RegExp(`^[A-Za-z0-9${letters}]{1,255}$`);
  return {
    expects,
    json,
    parse: (text) => {
      const list = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
      return list.length > 0 && list.length <= most && list.every((each) => name.test(each)) ? list : undefined;
    },
  };
};

export const targets = names(
  'up to 50 names of services, containers or targets, such as `db, shop/cache#1`',
  '_.#/\\-',
  50,
);

export const targetPatterns = names(
  'up to 50 targets, where `*` stands for any text, such as `shop/*, db`',
  '_.#/*\\-',
  50,
);

const PORT = '(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d\\d|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})';
const OWN_PORT = new RegExp(`^:${PORT}(?:[/?][!-~]*)?$`);

export const httpAddress: Kind<string> = {
  expects: 'a port of the container with a path, such as `:8080/health`, or a URL with http:// or https://',
  json,
  parse: (text) => {
    if (text.length > 1_000) return undefined;
    const url = /^https?:\/\/[!-~]+$/.test(text) && URL.canParse(text);
    return url || OWN_PORT.test(text) ? text : undefined;
  },
};

export const tcpAddress: Kind<string> = {
  expects: 'a port of the container, such as `:5432`, or `HOST:PORT`',
  json,
  parse: (text) => ((parseListen(text)?.port ?? 0) > 0 ? text : undefined),
};

export type StatusRanges = readonly (readonly [from: number, to: number])[];

export const statusRanges: Kind<StatusRanges> = {
  expects: 'up to 20 HTTP status codes or ranges from 100 to 599, such as `200-299,401`',
  json,
  parse: (text) => {
    const ranges = text.split(',').map((each): [number, number] => {
      const [, from, to] = /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/.exec(each) ?? [];
      return [Number(from), Number(to ?? from)];
    });
    return ranges.length <= 20 && ranges.every(([from, to]) => from <= to) ? ranges : undefined;
  },
};
