import type { ClaudeConfig } from '../config/config.ts';

/** Why nothing is launched now, although something waits. */
export type LaunchRefusal =
  | 'switched_off'
  | 'not_able'
  | 'runs_per_hour'
  | 'runs_per_day'
  | 'usd_per_hour'
  | 'usd_per_day'
  | 'host_overloaded'
  | 'all_slots_taken';

export type LaunchDecision =
  | { readonly kind: 'launch' }
  /** Asked again at `until` at the latest. */
  | { readonly kind: 'hold'; readonly reason: LaunchRefusal; readonly until: number };

interface Spent {
  readonly runs: number;
  readonly usd: number;
  /** The first of them: when it leaves the window, there is room again. */
  readonly oldest: number | undefined;
}

export interface LaunchCase {
  readonly config: ClaudeConfig;
  /** Claude Code and a key are there. */
  readonly able: boolean;
  readonly running: number;
  readonly lastHour: Spent;
  readonly lastDay: Spent;
  /** Of the worker's host, over one minute; undefined: not known. */
  readonly loadPerCore: number | undefined;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ASK_AGAIN_MS = 15_000;

/** May a run begin now? Budgets count runs from the row that is written before the launch. Pure. */
export function decideLaunch(input: LaunchCase, now: number): LaunchDecision {
  const { config, lastHour, lastDay, loadPerCore } = input;
  const hold = (reason: LaunchRefusal, until = now + ASK_AGAIN_MS): LaunchDecision => ({ kind: 'hold', reason, until });
  const free = ({ oldest }: Spent, windowMs: number): number => Math.max(now + 1_000, (oldest ?? now) + windowMs);
  if (config.enabled === 'false') return hold('switched_off');
  if (!input.able) return hold('not_able');
  if (input.running >= config.concurrency) return hold('all_slots_taken');
  if (lastHour.runs >= config.runsPerHour) return hold('runs_per_hour', free(lastHour, HOUR_MS));
  if (lastDay.runs >= config.runsPerDay) return hold('runs_per_day', free(lastDay, DAY_MS));
  // The cap of one run is kept free: a run checks its own cost after each turn only.
  if (lastHour.usd + config.maxUsd > config.usdPerHour) return hold('usd_per_hour', free(lastHour, HOUR_MS));
  if (lastDay.usd + config.maxUsd > config.usdPerDay) return hold('usd_per_day', free(lastDay, DAY_MS));
  if (loadPerCore !== undefined && loadPerCore > config.maxLoadPerCore) return hold('host_overloaded');
  return { kind: 'launch' };
}
