export const APPROVAL_STATUSES = ['pending', 'approved', 'denied', 'expired'] as const;

export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** A call that a person has to decide on; it holds for this very call. */
export interface Approval {
  readonly id: string;
  readonly escalationId: string;
  readonly runId: string | undefined;
  readonly toolName: string;
  readonly toolInput: unknown;
  /** Why it is asked, by name of the rule. */
  readonly reason: string;
  readonly status: ApprovalStatus;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly decidedBy: string | undefined;
  readonly decidedAt: number | undefined;
}
