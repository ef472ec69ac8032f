import { ago } from '../base/ago.ts';
import { plainText } from '../base/plain-text.ts';

/** An ISO instant as a person says it. */
export const when = (at: string, now: number): string => ago(Date.parse(at), now);

/** `2026-11-20 11:58:00Z (2 min ago)` */
export const moment = (at: string, now: number): string => `${at.slice(0, 19).replace('T', ' ')}Z (${when(at, now)})`;

/** `attempt=1 outcome=done`: free-form facts on one line. */
export const facts = (record: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(record).map(([key, value]) =>
    plainText(`${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  );

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Long enough to be unique in practice: the millisecond and 12 random bits of a UUIDv7. */
export const shortId = (id: string): string => id.slice(0, 18);
