import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/duration.ts';

/** The beginning of what is asked about: `7d` before now, or an instant; in ms since the epoch. */
export function parseSince(text: string, now: number): number {
  const span = parseDuration(text);
  if (span !== undefined && span > 0) return Math.max(0, now - span);
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at) && at >= 0) return at;
  throw new InvalidArgumentError('It should be a time span such as 7d, or an instant such as 2026-11-20T12:00:00Z.');
}
