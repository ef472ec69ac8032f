/** How good and bad results came in, and what they add up to. */
export interface Tally {
  /** Undefined: too few to tell. */
  readonly says: 'good' | 'bad' | undefined;
  /** By results in a row alone. */
  readonly streakSays: 'good' | 'bad' | undefined;
  /** How many like the last one came in a row. */
  readonly streak: number;
  /** The last ten, oldest first; true is bad. */
  readonly recent: readonly boolean[];
  /** Bad again and again with good ones in between. */
  readonly wavers: boolean;
}

export interface TallyLimits {
  /** So many bad ones in a row make it bad. */
  readonly bad: number;
  /** So many good ones in a row make it good. */
  readonly good: number;
}

export const EMPTY_TALLY: Tally = { says: undefined, streakSays: undefined, streak: 0, recent: [], wavers: false };

const WINDOW = 10;
/** Half of the window: it wavers. */
const WAVERS_FROM = 5;
/** A fifth of it: it does not any more; between the two the opinion stays, so that it does not flip at each result. */
const WAVERS_UNTIL = 2;

/**
 * Pure. A row of bad results makes it bad, a row of good ones makes it good. A row alone never sees one that fails every
 * other time, so half of the last ten does it too, if they came in more than one stretch: one long outage is over with
 * the first good row.
 */
export function nextTally(tally: Tally, isBad: boolean, limits: TallyLimits): Tally {
  const streak = tally.recent.at(-1) === isBad ? tally.streak + 1 : 1;
  const recent = [...tally.recent, isBad].slice(-WINDOW);
  const enough = streak >= (isBad ? limits.bad : limits.good);
  const streakSays = enough ? (isBad ? 'bad' : 'good') : tally.streakSays;
  const wavers = isWavering(tally.wavers, recent, limits);
  return { says: wavers ? 'bad' : streakSays, streakSays, streak, recent, wavers };
}

function isWavering(was: boolean, recent: readonly boolean[], limits: TallyLimits): boolean {
  const bad = badOnes(recent);
  if (was) return bad > WAVERS_UNTIL;
  const stretches = recent.filter((isBad, index) => isBad && recent[index - 1] !== true).length;
  return bad >= Math.max(WAVERS_FROM, limits.bad) && stretches > 1;
}

export const badOnes = (recent: readonly boolean[]): number => recent.filter(Boolean).length;
