/** How much of the queue is measured. */
export interface EscalationPlan {
  /** Queued at once, for two workers. */
  readonly rows: number;
  /** `kill -9` of one of the two, each started again. */
  readonly kills: number;
  /** Queued one by one, while two workers wait. */
  readonly singles: number;
  /** Launches of real Claude Code, one by one. */
  readonly launches: number;
}

export const FULL_ESCALATION: EscalationPlan = { rows: 1_000, kills: 3, singles: 200, launches: 20 };

export const QUICK_ESCALATION: EscalationPlan = { rows: 100, kills: 1, singles: 20, launches: 3 };
