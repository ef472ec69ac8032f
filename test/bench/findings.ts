import type { Summary } from './statistics.ts';

/** One row of the table: what was measured, beside the floor where there is one, and what it should be. */
export interface Finding {
  readonly what: string;
  readonly unit: 's' | 'ms' | 'MB' | 'CPU-s/min' | 'restarts' | 'cores' | 'events' | 'rows/s' | 'trips';
  readonly floor?: Summary;
  readonly ours: Summary;
  readonly goal?: Goal;
  readonly note?: string;
}

/** A multiple of the floor's median for our median, or a figure in the row's unit for our median, or for all of ours. */
export interface Goal {
  readonly atMost: number;
  readonly of: 'floor' | 'median' | 'all';
}

/** Of the medians; a floor that costs too little to be measured is no measure. */
export function ratio({ floor, ours }: Finding): number | undefined {
  return floor === undefined || floor.median === 0 ? undefined : ours.median / floor.median;
}

export function isMet(finding: Finding): boolean | undefined {
  const { goal, ours } = finding;
  if (goal === undefined) return undefined;
  if (goal.of === 'floor') return (ratio(finding) ?? Number.POSITIVE_INFINITY) <= goal.atMost;
  return (goal.of === 'all' ? ours.max : ours.median) <= goal.atMost;
}
