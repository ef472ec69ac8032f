import { ParamedicError } from '../base/errors.ts';

const REPLACEMENT = '\uFFFD';
const INT4_MAX = 2_147_483_647;

/** Postgres stores neither NUL nor half a surrogate pair; text from containers holds both. */
export function cleanText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\u0000') ? whole.replaceAll('\u0000', REPLACEMENT) : whole;
}

export const cleanOptionalText = (text: string | undefined): string | null =>
  text === undefined ? null : cleanText(text);

/**
 * Any value as JSON text that jsonb takes: NUL and half surrogates replaced (keys too), NaN and Infinity null, bigint text.
 * A value that cannot be written at all (a cycle) becomes a note: evidence must never cost an incident.
 */
export function cleanJson(value: unknown): string {
  const text = stringify(value);
  // JSON.stringify escapes exactly NUL and half surrogates this way; a doubled backslash before `u` is plain text.
  return text.replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (match) => (match === '\\\\' ? match : REPLACEMENT));
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part)) ?? 'null';
  } catch (error) {
    return JSON.stringify({ unwritable: error instanceof Error ? error.name : 'value' });
  }
}

/** A number for a double precision column: one NaN would poison every average over it. */
export const real = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** A number for a bigint column. */
export function whole(value: number | undefined): number | null {
  const rounded = Math.round(value ?? Number.NaN);
  return Number.isSafeInteger(rounded) ? rounded : null;
}

/** A number for an integer column; a count beyond it is as good as the largest. */
export function count(value: number | undefined): number | null {
  const rounded = whole(value);
  return rounded === null ? null : Math.max(-INT4_MAX, Math.min(INT4_MAX, rounded));
}

/** Milliseconds since the epoch as timestamptz text. */
export function instant(ms: number): string {
  // A number that was NaN comes back from the spool as null, which Date would read as 1970.
  const date = new Date(typeof ms === 'number' ? ms : Number.NaN);
  const year = date.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999) {
    throw new ParamedicError('storage_rejected', `${ms} is not an instant: it should be milliseconds since 1970`);
  }
  return date.toISOString();
}

export const optionalInstant = (ms: number | undefined): string | null => (ms === undefined ? null : instant(ms));
