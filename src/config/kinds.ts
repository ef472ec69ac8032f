import type { Budget } from './config.ts';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import { LISTEN_PATTERN, type ListenAddress, parseListen } from './listen.ts';

/** How one kind of value is read from text; the same for the file, the environment and labels. */
export interface Kind<T> {
  /** Completes "should be …". */
  readonly expects: string;
  /** How it may be written in the file, in the words of JSON Schema. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Undefined when the text is no such value. The text is trimmed and not empty. */
  parse(text: string): T | undefined;
}

export const duration = (min: string, max: string, example: string): Kind<number> => {
  const [from, to] = [parseDuration(min) ?? 0, parseDuration(max) ?? 0];
  return {
    expects: `a time span with its unit (ms, s, m, h, d) from ${min} to ${max}, such as \`${example}\``,
    json: { type: 'string', pattern: DURATION_PATTERN },
    parse: (text) => within(parseDuration(text), from, to),
  };
};

export const count = (min: number, max: number): Kind<number> => ({
  expects: `a whole number from ${min} to ${max}`,
  json: { type: 'integer', minimum: min, maximum: max },
  parse: (text) => (/^\d{1,9}$/.test(text) ? within(Number(text), min, max) : undefined),
});

/** A number that need not be whole. */
export const decimal = (min: number, max: number): Kind<number> => ({
  expects: `a number from ${min} to ${max}`,
  json: { type: 'number', minimum: min, maximum: max },
  parse: (text) => (/^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? within(Number(text), min, max) : undefined),
});

const SPELLINGS: Readonly<Record<string, boolean>> = Object.freeze(
  Object.assign(Object.create(null), {
    ...{ true: true, yes: true, on: true, '1': true, y: true },
    ...{ false: false, no: false, off: false, '0': false, n: false },
  }),
);

export const bool: Kind<boolean> = {
  expects: '`true` or `false` (also yes/no, on/off, 1/0, in any case)',
  json: { type: ['boolean', 'string'], pattern: '^(?:[Tt]rue|TRUE|[Ff]alse|FALSE|yes|no|on|off|1|0)$' },
  parse: (text) => SPELLINGS[text.toLowerCase()],
};

export const oneOf = <const T extends string>(...values: readonly T[]): Kind<T> => ({
  expects: anyOf(values.map((value) => `\`${value}\``)),
  json: { type: 'string', enum: values },
  parse: (text) => values.find((value) => value === text.toLowerCase()),
});

export const budget: Kind<Budget> = {
  expects: 'a number from 1 to 10000 per time span from 1s to 24h, such as `5/300s`',
  json: { type: 'string', pattern: `^\\d{1,5}/${DURATION_PATTERN.slice(1)}` },
  parse: (text) => {
    const [, actions, span] = /^(\d{1,5})\/(\S+)$/.exec(text) ?? [];
    const [times, windowMs] = [within(Number(actions), 1, 10_000), parseDuration(span ?? '')];
    if (times === undefined || within(windowMs, 1_000, 86_400_000) === undefined) return undefined;
    return { count: times, windowMs: windowMs ?? 0 };
  },
};

/** `60` alone is refused: it could mean 60 % or sixty times the whole. */
export const ratio: Kind<number> = {
  expects: 'a share from 0 % to 100 %, such as `60%` or `0.6`',
  json: { type: ['string', 'number'], pattern: '^\\d{1,3}(?:\\.\\d+)?%?$', minimum: 0, maximum: 1 },
  parse: (text) => {
    const [, amount, percent] = /^(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})\s*(%?)$/.exec(text) ?? [];
    return amount === undefined ? undefined : within(Number(amount) / (percent === '%' ? 100 : 1), 0, 1);
  },
};

export const listen: Kind<ListenAddress> = {
  expects: 'an address and port, such as `127.0.0.1:8377`, `[::1]:8377` or `:8377` (every address)',
  json: { type: 'string', pattern: LISTEN_PATTERN },
  parse: parseListen,
};

export const url = (schemes: readonly string[], example: string): Kind<string> => ({
  expects: `a URL that starts with ${anyOf(schemes.map((scheme) => `${scheme}://`))}, such as \`${example}\``,
  json: { type: 'string', pattern: `^(?:${schemes.join('|')})://` },
  parse: (text) => {
    const scheme = /^([a-z]+):\/\/./.exec(text)?.[1];
    return scheme !== undefined && schemes.includes(scheme) && URL.canParse(text) ? text : undefined;
  },
});

/** Printable text without spaces inside; `min` and `max` in characters. */
export const word = (expects: string, min: number, max: number): Kind<string> => ({
  expects,
  json: { type: 'string', minLength: min, maxLength: max },
  parse: (text) => (/^[!-~]+$/.test(text) && text.length >= min && text.length <= max ? text : undefined),
});

/** Anything on one line. */
export const line = (expects: string, max = 4_096): Kind<string> => ({
  expects,
  json: { type: 'string', maxLength: max },
  parse: (text) => (text.length <= max && !/\p{Cc}/u.test(text) ? text : undefined),
});

const anyOf = (words: readonly string[]): string => new Intl.ListFormat('en', { type: 'disjunction' }).format(words);

const within = (value: number | undefined, min: number, max: number): number | undefined =>
  value !== undefined && value >= min && value <= max ? value : undefined;

/** docker-autoheal's way of writing a span; read into ms. */
export const seconds: Kind<number> = {
  expects: 'a whole number of seconds from 0 to 3600',
  json: { type: 'integer' },
  parse: (text) => {
    const value = count(0, 3_600).parse(text);
    return value === undefined ? undefined : value * 1_000;
  },
};
