import type { Presence } from './sustained.ts';
import type { Window } from './window.ts';

/** The window is looked at as so many blocks; of each only the lowest sample counts. */
export const LEAK_BLOCKS = 12;

/** How memory developed over a window. */
interface Growth {
  readonly bytesPerMs: number;
  /** From the lowest sample of the first block to that of the last. */
  readonly grownBytes: number;
  /** Of the second half, as a share of that of the first; below 1 it gets slower. */
  readonly pace: number;
  /** How many of the steps from block to block went up, in 0..1. */
  readonly risingShare: number;
}

export type LeakVerdict =
  | { readonly presence: Exclude<Presence, 'present'> }
  /** `reachesAt`: when it would reach the ceiling at this speed. */
  | { readonly presence: 'present'; readonly growth: Growth; readonly reachesAt: number };

export interface LeakRules {
  readonly windowMs: number;
  readonly horizonMs: number;
  /** Its limit, or, without one, what the host could give it. */
  readonly ceilingBytes: number;
}

const ENTER_RISING = 0.9;
const LEAVE_RISING = 0.6;
/** Less growth than this share of the ceiling within a window is the weather, not the climate. */
const MIN_GROWN = 0.01;
/** What slows down to less than this from one half of the window to the other is filling up, not leaking. */
const MIN_PACE = 0.5;
/** It is over only when the projection is so much further away than what it took to begin. */
const LEAVE_HORIZONS = 1.5;

/**
 * Pure: does memory only grow, so that it reaches the ceiling within the horizon? The floor between two collections of
 * garbage is what grows in a leak, so only the lowest sample of each block counts: a sawtooth has a flat floor. One step up, or
 * noise, does not rise from block to block; a cache that fills up gets slower and slower.
 */
export function leakVerdict(window: Window, rules: LeakRules, wasPresent: boolean): LeakVerdict {
  const floors = floorsOf(window, rules.windowMs);
  if (floors === undefined) return { presence: 'unknown' };
  const risingShare = risingShareOf(floors);
  // Most containers end here: the slopes are dearer than all the rest.
  if (risingShare < (wasPresent ? LEAVE_RISING : ENTER_RISING)) return { presence: 'absent' };
  const growth = growthOf(floors, risingShare, rules.windowMs / LEAK_BLOCKS);
  if (growth.bytesPerMs <= 0) return { presence: 'absent' };
  const leftMs = Math.max(0, rules.ceilingBytes - (floors[floors.length - 1] ?? 0)) / growth.bytesPerMs;
  const grows = wasPresent
    ? leftMs <= rules.horizonMs * LEAVE_HORIZONS
    : leftMs <= rules.horizonMs && growth.pace >= MIN_PACE && growth.grownBytes >= MIN_GROWN * rules.ceilingBytes;
  return grows
    ? { presence: 'present', growth, reachesAt: Math.round(window.lastAt + leftMs) }
    : { presence: 'absent' };
}

/** The lowest sample of each block, oldest first; undefined when the window is not full or a block is empty. */
function floorsOf(window: Window, windowMs: number): readonly number[] | undefined {
  const blockMs = windowMs / LEAK_BLOCKS;
  const floors = new Array<number>(LEAK_BLOCKS).fill(Number.POSITIVE_INFINITY);
  const { covered } = window.back(windowMs, (value, ageMs) => {
    const block = LEAK_BLOCKS - 1 - Math.floor(ageMs / blockMs);
    if (block >= 0) floors[block] = Math.min(floors[block] ?? value, value);
  });
  return covered && floors.every(Number.isFinite) ? floors : undefined;
}

function risingShareOf(floors: readonly number[]): number {
  let risen = 0;
  for (let block = 1; block < floors.length; block += 1) {
    if ((floors[block] ?? 0) > (floors[block - 1] ?? 0)) risen += 1;
  }
  return risen / (floors.length - 1);
}

function growthOf(floors: readonly number[], risingShare: number, blockMs: number): Growth {
  const half = floors.length / 2;
  const [early, late] = [medianSlope(floors.slice(0, half)), medianSlope(floors.slice(half))];
  return {
    bytesPerMs: Math.min(medianSlope(floors), late) / blockMs,
    grownBytes: (floors[floors.length - 1] ?? 0) - (floors[0] ?? 0),
    pace: early > 0 ? late / early : 1,
    risingShare,
  };
}

/** Theil–Sen: the median of the slopes between all pairs; a few outliers do not turn it. Per step. */
function medianSlope(values: readonly number[]): number {
  const slopes = values.flatMap((from, i) => values.slice(i + 1).map((to, k) => (to - from) / (k + 1)));
  slopes.sort((a, b) => a - b);
  const middle = slopes.length / 2;
  const [low = 0, high = 0] = [slopes[Math.ceil(middle) - 1], slopes[Math.floor(middle)]];
  return (low + high) / 2;
}
