import type { Scalar } from './database.ts';

/**
 * A column of values as Postgres reads an array from text. pg would do it, with two searches and two quotes for each value,
 * numbers too: four times as long, on the path of a sweep over thousands of containers.
 */
export function arrayLiteral(values: readonly Scalar[]): string {
  let text = '';
  for (const value of values) text += `,${element(value)}`;
  return `{${text.slice(1)}}`;
}

/** Text is always in quotes: `NULL` without them would be none. */
function element(value: Scalar): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return `${value}`;
  return NEEDS_ESCAPE.test(value) ? `"${value.replace(ESCAPED, '\\$&')}"` : `"${value}"`;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
