/** Whatever does not show, or makes something else look different from what it is. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * A value as JSON for people who decide on it: all of it, uncut, and nothing in it that does not show as what it is. Still JSON:
 * what is invisible stands there as an escape.
 */
export const exactJson = (value: unknown): string =>
  (JSON.stringify(value, undefined, 2) ?? 'null')
    .split('\n')
    .map((line) => line.replace(INVISIBLE, escaped))
    .join('\n');
