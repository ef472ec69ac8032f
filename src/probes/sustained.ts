import type { Window } from './window.ts';

/** `unknown`: too little was seen without a gap to say so; whoever asks keeps the opinion from before. */
export type Presence = 'present' | 'absent' | 'unknown';

export interface Sustained {
  readonly presence: Presence;
  readonly mean: number;
  readonly highest: number;
}

/** It is over only when it is this much better than what it took to begin. */
const LEAVE_SHARE = 0.9;

/**
 * Pure: is a figure high for the whole of a time span? Begins when its mean reaches `level` and no sample was below the
 * level to leave (a peak is not sustained); lasts until the mean is below that level (a dip is not its end).
 */
export function sustained(window: Window, level: number, forMs: number, wasPresent: boolean): Sustained {
  let count = 0;
  let sum = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  const { covered } = window.back(forMs, (value) => {
    count += 1;
    sum += value;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  });
  const mean = count === 0 ? 0 : sum / count;
  const leave = level * LEAVE_SHARE;
  const present = wasPresent ? mean >= leave : mean >= level && lowest >= leave;
  // One sample is an instant, not a span.
  const presence = !covered || count < 2 ? 'unknown' : present ? 'present' : 'absent';
  return { presence, mean, highest };
}
