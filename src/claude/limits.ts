import type { LaunchLimits } from '../escalation/launch.ts';

/** When things happened in a run, as far as the limits ask. Instants of one clock. */
export interface Pace {
  readonly startedAt: number;
  readonly firstEventAt: number | undefined;
  readonly lastActivityAt: number;
  /** A person is asked since then. */
  readonly waitingSince: number | undefined;
  /** Waits that are over. */
  readonly waitedMs: number;
}

export type LimitName = 'wall_clock' | 'no_first_event' | 'silent';

export type LimitDecision =
  | { readonly kind: 'go_on'; readonly lookAgainMs: number }
  | { readonly kind: 'stop'; readonly limit: LimitName; readonly afterMs: number };

/** While a person is asked nothing runs out; then this is how often we look whether the wait is over. */
const LOOK_MS = 1_000;

/** Has a run used up its time? What a person takes to answer does not count. Pure. */
export function decideLimit(
  pace: Pace,
  limits: Pick<LaunchLimits, 'timeoutMs' | 'firstEventMs' | 'silenceMs'>,
  now: number,
): LimitDecision {
  if (pace.waitingSince !== undefined) return { kind: 'go_on', lookAgainMs: LOOK_MS };
  const due: { limit: LimitName; at: number; afterMs: number }[] = [
    { limit: 'wall_clock', at: pace.startedAt + pace.waitedMs + limits.timeoutMs, afterMs: limits.timeoutMs },
    pace.firstEventAt === undefined
      ? { limit: 'no_first_event', at: pace.startedAt + limits.firstEventMs, afterMs: limits.firstEventMs }
      : { limit: 'silent', at: pace.lastActivityAt + limits.silenceMs, afterMs: limits.silenceMs },
  ];
  const over = due.find(({ at }) => now >= at);
  if (over !== undefined) return { kind: 'stop', limit: over.limit, afterMs: over.afterMs };
  return { kind: 'go_on', lookAgainMs: Math.min(LOOK_MS, ...due.map(({ at }) => at - now)) };
}

export const begin = (now: number): Pace => ({
  startedAt: now,
  firstEventAt: undefined,
  lastActivityAt: now,
  waitingSince: undefined,
  waitedMs: 0,
});

export const active = (pace: Pace, now: number): Pace => ({ ...pace, lastActivityAt: now });

export const heard = (pace: Pace, now: number): Pace => ({
  ...pace,
  firstEventAt: pace.firstEventAt ?? now,
  lastActivityAt: now,
});

export const waits = (pace: Pace, now: number): Pace => ({ ...pace, waitingSince: now });

export const waited = (pace: Pace, now: number): Pace => ({
  ...pace,
  waitingSince: undefined,
  waitedMs: pace.waitedMs + now - (pace.waitingSince ?? now),
  lastActivityAt: now,
});
