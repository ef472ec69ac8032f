import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from '../config/duration.ts';

/** What several requests hold. */
export const instant = z.iso
  .datetime({ offset: true, error: 'should be an instant such as 2026-11-20T12:00:00Z' })
  .transform((text) => Date.parse(text));

const shouldBeSpan = 'should be a time span with its unit, such as 2h';
const span = z
  .string({ error: shouldBeSpan })
  .regex(new RegExp(DURATION_PATTERN), { error: shouldBeSpan })
  .transform((text) => parseDuration(text) ?? 0);

/** Who does it, in their own words. */
export const by = z
  .string({ error: 'should be a name of 1 to 100 characters' })
  .trim()
  .min(1, { error: 'should be a name of 1 to 100 characters' })
  .max(100, { error: 'should be a name of 1 to 100 characters' });

/** An end, either as an instant or as a span from the beginning. */
export const endFields = { until: instant.optional(), for: span.optional() };

interface End {
  readonly until?: number | undefined;
  readonly for?: number | undefined;
}

export const hasOneEnd = (end: End): boolean => (end.until === undefined) !== (end.for === undefined);
export const ONE_END = {
  error: 'should be there: either `until` (an instant) or `for` (a time span)',
  path: ['until'],
};

export const endOf = (end: End, from: number): number => end.until ?? from + (end.for ?? 0);
