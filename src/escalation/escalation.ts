import type { IncidentType, Severity } from '../incidents/incident.ts';

export const ESCALATION_STATUSES = [
  'queued',
  'claimed',
  'running',
  'awaiting_approval',
  'resolved',
  'inconclusive',
  'failed',
  'cancelled',
  'expired',
] as const;
export type EscalationStatus = (typeof ESCALATION_STATUSES)[number];

/** How an escalation can end. `failed`: given up after the last attempt (dead letter). */
export const ESCALATION_OUTCOMES = ['resolved', 'inconclusive', 'failed', 'cancelled', 'expired'] as const;
export type EscalationOutcome = (typeof ESCALATION_OUTCOMES)[number];

/** Why something was handed over. The first four are healing's own reasons to give up. */
export const ESCALATION_REASONS = [
  'attempts_exhausted',
  'bad_update',
  'restart_loop',
  'stopped',
  'at_once',
  'asked_for',
  'still_open',
] as const;
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

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

/** As it is put on the queue, in the transaction of the incident's change. Instants in ms since the epoch. */
export interface NewEscalation {
  readonly id: string;
  readonly incidentId: string;
  readonly host: string;
  readonly target: string;
  /** Compose project, else the target: one open escalation per host and group. */
  readonly groupKey: string;
  readonly project: string | undefined;
  /** What the label paramedic.workspace names. */
  readonly workspace: string | undefined;
  readonly severity: Severity;
  readonly reason: EscalationReason;
  readonly createdAt: number;
  /** Related incidents join until then. */
  readonly readyAt: number;
  readonly expiresAt: number;
}

export interface Escalation extends NewEscalation {
  readonly status: EscalationStatus;
  readonly attempts: number;
  readonly fence: number;
  readonly claimedBy: string | undefined;
  readonly claimedAt: number | undefined;
  readonly leaseUntil: number | undefined;
  /** The last act that may have changed a target. */
  readonly actedAt: number | undefined;
  readonly cancelReason: string | undefined;
  readonly sessionId: string | undefined;
  readonly turns: number | undefined;
  readonly costUsd: number | undefined;
  readonly durationMs: number | undefined;
  readonly tokens: TokenCount | undefined;
  readonly denials: readonly Denial[];
  readonly summary: string | undefined;
  readonly report: RunReport | undefined;
  readonly diagnosis: Readonly<Record<string, unknown>> | undefined;
  readonly commits: readonly CommitNote[];
  readonly diffStat: DiffStat | undefined;
  readonly branch: string | undefined;
  /** Path of the transcript in the worker's data folder. */
  readonly transcript: string | undefined;
  readonly outcomeReason: string | undefined;
  readonly finishedAt: number | undefined;
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

/** What a worker may ask of the monitor of a host; only monitors touch containers. */
const REQUEST_TOOLS = ['logs', 'inspect', 'stats', 'restart', 'playbook'] as const;
export type RequestTool = (typeof REQUEST_TOOLS)[number];
/** Those that change something. */
export const ACTING_TOOLS: readonly RequestTool[] = ['restart', 'playbook'];

export interface NewRequest {
  readonly id: string;
  readonly host: string;
  readonly target: string;
  /** Undefined: asked by a person or an interactive session, not by a run. */
  readonly escalationId: string | undefined;
  readonly askedBy: string;
  readonly tool: RequestTool;
  /** logs: {lines, grep?}; the others: {}. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly askedAt: number;
  /** Nobody begins it after that. */
  readonly expiresAt: number;
}

/** `text`: for the model; hostile, redacted, capped at 32 KiB. */
export type RequestAnswer =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed' | 'refused' | 'expired'; readonly reason: string };

/** A fix that was seen to help. */
export interface Lesson {
  readonly id: string;
  readonly signature: string;
  readonly incidentType: IncidentType;
  readonly target: string;
  readonly image: string;
  readonly learntAt: number;
  readonly escalationId: string | undefined;
  readonly rootCause: string;
  readonly fix: string;
  readonly commits: readonly CommitNote[];
}

export const OPEN_STATUSES: readonly EscalationStatus[] = ['queued', 'claimed', 'running', 'awaiting_approval'];
export const isOpen = ({ status }: Pick<Escalation, 'status'>): boolean => OPEN_STATUSES.includes(status);
