import type { Incident, Remediation, TimelineEntry } from '../incidents/incident.ts';
import type { Approval } from './approval.ts';
import type { Escalation, EscalationStatus, Lesson } from './escalation.ts';
import type { Run } from './run.ts';

/** All of one escalation, for a briefing and for people. */
export interface EscalationStory {
  readonly escalation: Escalation;
  readonly incidents: readonly Incident[];
  readonly timeline: readonly TimelineEntry[];
  readonly remediations: readonly Remediation[];
  readonly runs: readonly Run[];
  readonly approvals: readonly Approval[];
}

export interface EscalationQuery {
  readonly status?: EscalationStatus | 'open';
  readonly target?: string;
  readonly host?: string;
  /** Only those that are about this incident. */
  readonly incident?: string;
  /** 1..500, default 50. */
  readonly limit?: number;
  readonly before?: number;
}

export interface ApprovalQuery {
  readonly status?: Approval['status'];
  readonly limit?: number;
  readonly before?: number;
}

/** `handed` to a run or a session, which is counted, or only `shown`. */
export type Recall = 'handed' | 'shown';

/** For the faces and the briefing. Newest first. */
export interface EscalationArchive {
  list(query: EscalationQuery): Promise<Escalation[]>;
  /** By id or by a unique prefix of at least 8 characters. */
  story(idOrPrefix: string): Promise<EscalationStory | undefined>;
  approvals(query: ApprovalQuery): Promise<Approval[]>;
  /** Verified fixes of the same signature, newest first. */
  recall(signature: string, limit: number, how: Recall): Promise<Lesson[]>;
  workers(since: number): Promise<{ name: string; host: string; seenAt: number; able: boolean; reason: string }[]>;
}

/** Totals for metrics. */
export interface EscalationTotals {
  /** Open ones as they are now; those that ended since the database was made, whether or not they are kept. */
  readonly byStatus: Readonly<Record<EscalationStatus, number>>;
  readonly costUsd: number;
  readonly pendingApprovals: number;
}

export interface EscalationTotalsReader {
  totals(): Promise<EscalationTotals>;
}
