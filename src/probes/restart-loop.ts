import type { ThresholdConfig } from '../config/config.ts';
import { type FlapState, nextFlapState } from './flapping.ts';
import { spanInWords } from './words.ts';

type Thresholds = Pick<ThresholdConfig, 'loop' | 'slowLoop' | 'flap' | 'flapLeave'>;

/**
 * What is remembered of one target's crashes and turns for the worse. Plain data without functions: it is kept as JSON over a
 * restart of Paramedic. Instants oldest first.
 */
export interface History extends FlapState {
  /** The container that `restartCount` belongs to; undefined before the first look. */
  readonly containerId: string | undefined;
  readonly restartCount: number;
  /** When it was last looked at: restarts that nobody saw happened since then. */
  readonly seenAt: number;
  readonly crashes: readonly number[];
  /** The last end that was seen, so that one end that shows in many looks is counted once. */
  readonly lastEnd: { readonly at: number; readonly kind: 'crash' | 'success' } | undefined;
  /** An end was seen whose restart the engine has not counted yet. */
  readonly awaitsRestart: boolean;
  /** `fast`: many crashes within the short window; `slow`: within the long one. Undefined: no loop. */
  readonly loop: 'fast' | 'slow' | undefined;
}

/** What one look tells of a target. */
export interface Observation {
  readonly containerId: string;
  /** The engine's count: how often its restart policy started this container again. */
  readonly restartCount: number;
  /** When it ended, if it is down (or being restarted) because it crashed or ran out of memory: not by us, not by a person. */
  readonly crashedAt: number | undefined;
  /** When it ended, if it is down (or being restarted) after a success. */
  readonly succeededAt: number | undefined;
  /** The verdict changed to sick in this look. */
  readonly turnedSick: boolean;
  /** A new id that is our own recreate: the trouble may go on. Else a new id is a person's hand, and all begins anew. */
  readonly recreatedByUs: boolean;
}

export const NO_HISTORY: History = {
  containerId: undefined,
  restartCount: 0,
  seenAt: 0,
  crashes: [],
  lastEnd: undefined,
  awaitsRestart: false,
  loop: undefined,
  sickFlips: [],
  flappingSince: undefined,
};

const KEPT = 20;

/** Pure: takes one look into the history. */
export function nextHistory(history: History, seen: Observation, thresholds: Thresholds, now: number): History {
  const before = calmed(broughtTo(seen, history, now), thresholds, now);
  const ended = newEnd(before, seen);
  const risen = before.containerId === undefined ? 0 : riseOf(before.restartCount, seen.restartCount);
  const explained = (ended === undefined ? 0 : 1) + (before.awaitsRestart ? 1 : 0);
  const unseen = Math.max(0, risen - explained);
  // What nobody saw end was no success when the last end that was seen was none.
  const unseenCrashes = before.lastEnd?.kind === 'success' && ended?.kind !== 'crash' ? 0 : unseen;
  const crashes = [
    ...before.crashes,
    ...spread(unseenCrashes, before.seenAt, now),
    ...(ended?.kind === 'crash' ? [ended.at] : []),
  ].sort((a, b) => a - b);
  const next: History = {
    ...nextFlapState(before, seen.turnedSick, thresholds, now),
    containerId: seen.containerId,
    restartCount: seen.restartCount,
    seenAt: now,
    crashes,
    lastEnd: ended ?? before.lastEnd,
    awaitsRestart: explained > risen,
    loop: before.loop,
  };
  return capped({ ...next, loop: loopOf(next, thresholds, now) }, thresholds);
}

/** True also while the container happens to be up between two crashes. */
export function isLooping(history: History, thresholds: Thresholds, now: number): boolean {
  const endsAt = loopEndsAt(history, thresholds);
  return endsAt !== undefined && now < endsAt;
}

/**
 * When the loop is over if it does not crash again; undefined without a loop. Quick crashes: after twice the short window
 * without a crash; slow ones: after a third of the long window. Both are much calmer than what it takes to enter.
 */
export function loopEndsAt(history: History, { loop, slowLoop }: Thresholds): number | undefined {
  const last = history.crashes[history.crashes.length - 1];
  if (history.loop === undefined || last === undefined) return undefined;
  return last + (history.loop === 'fast' ? 2 * loop.windowMs : Math.ceil(slowLoop.windowMs / 3));
}

/** One sentence for people, with figures. */
export function describeLoop(name: string, history: History, thresholds: Thresholds, now: number): string {
  const { windowMs } = history.loop === 'slow' ? thresholds.slowLoop : thresholds.loop;
  const inside = history.crashes.filter((at) => at > now - windowMs).length;
  if (inside > 1) return `${name} crashes again and again: ${inside} times within ${spanInWords(windowMs)}`;
  return `${name} crashed again and again, and has not been quiet for long enough since`;
}

/** The history of the container that is there now: what belongs to one container does not outlive it. */
function broughtTo(seen: Observation, history: History, now: number): History {
  if (history.containerId === undefined || history.containerId === seen.containerId) return history;
  const seenAt = Math.min(history.seenAt, now);
  const fresh = { containerId: seen.containerId, restartCount: 0, seenAt, lastEnd: undefined, awaitsRestart: false };
  return seen.recreatedByUs ? { ...history, ...fresh } : { ...NO_HISTORY, ...fresh };
}

/** A loop that ended is forgotten with its crashes: the next one has to be entered anew. */
function calmed(history: History, thresholds: Thresholds, now: number): History {
  if (history.loop === undefined || isLooping(history, thresholds, now)) return history;
  return { ...history, loop: undefined, crashes: [] };
}

function newEnd(history: History, { crashedAt, succeededAt }: Observation): History['lastEnd'] {
  const at = crashedAt ?? succeededAt;
  if (at === undefined || (history.lastEnd !== undefined && at <= history.lastEnd.at)) return undefined;
  return { at, kind: crashedAt === undefined ? 'success' : 'crash' };
}

/** A start by hand (or by us) sets the engine's count back to zero. */
const riseOf = (before: number, now: number): number => (now >= before ? now - before : now);

/** `count` instants, evenly between two looks: when exactly it crashed while nobody looked is not known. */
function spread(count: number, from: number, to: number): readonly number[] {
  const kept = Math.min(count, KEPT);
  const step = Math.max(0, to - from) / count;
  return Array.from({ length: kept }, (_, index) => to - (kept - 1 - index) * step);
}

function loopOf({ crashes, loop }: History, thresholds: Thresholds, now: number): History['loop'] {
  const { loop: fast, slowLoop: slow } = thresholds;
  if (crashes.filter((at) => at > now - fast.windowMs).length >= fast.count) return 'fast';
  if (loop !== undefined) return loop;
  return spaced(
    crashes.filter((at) => at > now - slow.windowMs),
    fast.windowMs / fast.count,
  ) >= slow.count
    ? 'slow'
    : undefined;
}

/** Of a burst only as many crashes count for the slow loop as could not make a quick one: one bad minute is no bad day. */
function spaced(crashes: readonly number[], apartMs: number): number {
  let counted = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const at of crashes) {
    if (at - last < apartMs) continue;
    counted += 1;
    last = at;
  }
  return counted;
}

function capped(history: History, { loop, slowLoop, flap }: Thresholds): History {
  const crashes = history.crashes.slice(-Math.max(KEPT, loop.count, slowLoop.count));
  return { ...history, crashes, sickFlips: history.sickFlips.slice(-Math.max(KEPT, flap.count)) };
}
