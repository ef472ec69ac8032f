import { type Incident, SEVERITIES } from '../incidents/incident.ts';
import { quoteWord } from './quote.ts';

const MOST_INCIDENTS = 20;
const LAST_ATTEMPTS = 40;
const MOST_TARGETS = 50;

/** Some of many, and how many are not among them. */
export interface Shortened<T> {
  readonly shown: readonly T[];
  readonly left: number;
}

/** The most severe first; otherwise in their order. */
export const bySeverity = (incidents: readonly Incident[]): readonly Incident[] =>
  incidents.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));

export const worstOf = (incidents: readonly Incident[]): Shortened<Incident> => ({
  shown: bySeverity(incidents).slice(0, MOST_INCIDENTS),
  left: Math.max(0, incidents.length - MOST_INCIDENTS),
});

export const lastAttempts = <T>(attempts: readonly T[]): Shortened<T> => ({
  shown: attempts.slice(-LAST_ATTEMPTS),
  left: Math.max(0, attempts.length - LAST_ATTEMPTS),
});

/** For a sentence. */
export function targetWords(targets: readonly string[]): string {
  const left = targets.length - MOST_TARGETS;
  const named = targets.slice(0, MOST_TARGETS).map((target) => quoteWord(target));
  return `${named.join(', ')}${left > 0 ? `, and ${left} more (left out here)` : ''}`;
}
