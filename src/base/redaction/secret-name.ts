/*
 * Which names stand for secrets. Every rule looks at how a name or one of its words ends, never at how it begins: what is
 * secret as `token` is secret as `MY_TOKEN` and as `mytoken`, while `tokens`, `author` and `passed` are plain words.
 */
const KINDS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['password', /passw(?:or)?d|passwort|passphrase|(?:pass|pwd)\d*(?:_|$)/],
  ['cookie', /cookie\d*$/],
  [
    'key',
    /(?:api|access|private|secret|signing|encryption|master|ssh|license|account|storage|shared|deploy)_?keys?(?:_|$|\d)/,
  ],
  ['token', /(?:token|jwt)\d*(?:_|$)/],
  ['credential', /credential|creds(?:_|$)|auth(?:orization)?$/],
  ['secret', /secret|private(?:_|$)/],
];

/** Most names are none: they are told apart without being taken to pieces. */
const HINT = /pass|pwd|cookie|key|token|jwt|cred|auth|secret|private/i;

const WORD_ENDS = /(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+/g;

/** What is behind a name that looks secret: password, cookie, key, token, credential or secret; undefined for other names. */
export function secretKind(name: string): string | undefined {
  if (name.length < 3 || !HINT.test(name)) return undefined;
  const words = name.slice(-200).replace(WORD_ENDS, '_').toLowerCase();
  return KINDS.find(([, pattern]) => pattern.test(words))?.[0];
}

const PLAIN = new Set([
  'true',
  'false',
  'null',
  'none',
  'undefined',
  'enabled',
  'disabled',
  'required',
  'yes',
  'no',
  'on',
  'off',
]);

/** Values that give nothing away, whatever their name is. */
export const isPlainValue = (value: string): boolean => value.length <= 10 && PLAIN.has(value.toLowerCase());
