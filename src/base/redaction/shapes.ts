import type { Span } from './span.ts';

/*
 * Secrets that are known by their looks. No pattern looks at what stands before or behind it, and each takes what it has
 * scanned or gives up after a bounded number of characters: the time is linear whatever the text is. No token is longer
 * than 20,000 characters; without an end the stack of the pattern matcher would overflow on some 10 MB of one.
 */
const SHAPES: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'private key',
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,10000}?-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----|[\s\S]{0,10000})/g,
  ],
  // A JWT is base64 of JSON, a dot, and more of it; what is cut off behind the first part is no less a token.
  ['token', /eyJ[\w-]{17,20000}(?:\.[\w-]{0,20000}){0,4}/g],
  ['token', /(?:bearer|basic) {1,4}[\w.~+/=-]{16,20000}/gi],
  ['aws key', /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/g],
  ['github token', /gh[opsur]_[A-Za-z0-9]{20,20000}|github_pat_\w{20,20000}/g],
  ['gitlab token', /gl(?:pat|rt|dt)-[\w-]{20,20000}/g],
  ['slack token', /xox[a-z]-[\w-]{10,20000}|xapp-[\w-]{10,20000}|hooks\.slack\.com\/services\/[\w/]{10,20000}/g],
  ['api key', /sk-(?:ant|proj|svcacct|admin|or)-[\w-]{16,20000}|sk-[A-Za-z0-9]{20,20000}/g],
  ['google key', /AIza[\w-]{30,20000}/g],
  ['stripe key', /[rs]k_(?:live|test)_[A-Za-z0-9]{10,20000}|whsec_[A-Za-z0-9]{16,20000}/g],
  [
    'token',
    /npm_[A-Za-z0-9]{30,20000}|hf_[A-Za-z0-9]{30,20000}|dop_v1_[a-f0-9]{40,20000}|SG\.[\w-]{16,20000}(?:\.[\w-]{0,20000})?/g,
  ],
];

export const shapeSpans = (text: string): Span[] =>
  SHAPES.flatMap(([what, pattern]) =>
    [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length, what })),
  );
