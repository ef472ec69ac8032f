import { ParamedicError } from '../base/errors.ts';
import type { Row } from './database.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** The smallest and the largest uuid that begin so; undefined when no id can. */
export function idRange(idOrPrefix: string): [string, string] | undefined {
  const digits = idOrPrefix.trim().toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{8,32}$/.test(digits)) return undefined;
  return [digits.padEnd(32, '0'), digits.padEnd(32, 'f')];
}

/** The row that was meant by a prefix; throws `ambiguous_id` when there are several. */
export function onlyOne(rows: readonly Row[], what: string, idOrPrefix: string): Row | undefined {
  const [row, another] = rows;
  if (another !== undefined) {
    throw new ParamedicError('ambiguous_id', `more than one ${what} begins with ${idOrPrefix}`, {
      cure: 'give more characters of the id (ids of the same minute begin alike)',
    });
  }
  return row;
}

/** 1..500, by default 50. */
export function pageSize(limit = DEFAULT_LIMIT): number {
  const whole = Math.floor(limit);
  return Number.isNaN(whole) ? DEFAULT_LIMIT : Math.min(MAX_LIMIT, Math.max(1, whole));
}
