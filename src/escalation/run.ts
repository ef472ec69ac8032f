/** What one launch of Claude Code came to, by itself; says nothing about whether the container is well. */
export const RUN_OUTCOMES = [
  'completed',
  'no_report',
  'max_turns',
  'max_usd',
  'wall_clock',
  'silent',
  'no_first_event',
  'api_error',
  'cancelled',
  'stopped_at_gate',
  'lost',
  'launch_failed',
] as const;

export type RunOutcome = (typeof RUN_OUTCOMES)[number];

export interface TokenCount {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export interface CommitNote {
  readonly hash: string;
  readonly subject: string;
}

export interface DiffStat {
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
}

/** A tool call that the gate did not allow. */
export interface Denial {
  readonly tool: string;
  readonly reason: string;
}

/** What Claude Code reports at the end (structured output): claims, never the outcome. Untrusted text, capped. */
export interface RunReport {
  readonly rootCause: string;
  readonly confidence: 'low' | 'medium' | 'high';
  readonly actions: readonly string[];
  readonly filesChanged: readonly string[];
  readonly followUp: readonly string[];
}

/** One launch of Claude Code. The row is written before the launch: it counts for the budgets even if we die. */
export interface Run {
  readonly id: string;
  readonly escalationId: string;
  readonly attempt: number;
  readonly worker: string;
  readonly workerHost: string;
  readonly startedAt: number;
  readonly pid: number | undefined;
  /** Start time in /proc's clock ticks: tells whether the pid is still the same process. */
  readonly pidStarted: number | undefined;
  readonly sessionId: string | undefined;
  readonly workspace: string | undefined;
  /** From the launch to the first event. */
  readonly firstEventMs: number | undefined;
  readonly endedAt: number | undefined;
  readonly outcome: RunOutcome | undefined;
  readonly error: string | undefined;
  readonly turns: number;
  readonly costUsd: number;
  readonly tokens: TokenCount | undefined;
}
