import type { LogTrigger } from './container-settings.ts';
import type { Kind } from './kinds.ts';
import { isRe2 } from './re2.ts';

const MAX_PATTERNS = 50;
const MAX_LENGTH = 500;

/** Commas part the patterns, but not the one of a quantifier (`{2,5}`), nor an escaped one (`\,`). */
const COMMA = /(?<!\\),(?!\d*\})/;

/** The patterns of `logs.patterns`; each is its own name. */
export const logPatterns: Kind<readonly LogTrigger[]> = {
  expects:
    'regular expressions (RE2) with commas between them, such as `CRITICAL,panic:`; `\\,` for a comma in one; or `none`',
  json: { type: 'string' },
  parse: (text) => {
    if (text.toLowerCase() === 'none') return [];
    const patterns = [...new Set(text.split(COMMA).map((pattern) => pattern.trim()))];
    const sound = patterns.length <= MAX_PATTERNS && patterns.every(isSound);
    return sound ? patterns.map((pattern) => ({ name: pattern, pattern })) : undefined;
  },
};

/** The pattern of a label. */
export const logPattern: Kind<string> = {
  expects: `a regular expression (RE2) on one line, up to ${MAX_LENGTH} characters`,
  json: { type: 'string' },
  parse: (text) => (isSound(text) ? text : undefined),
};

const isSound = (pattern: string): boolean =>
  pattern !== '' && pattern.length <= MAX_LENGTH && !/\p{Cc}/u.test(pattern) && isRe2(pattern);
