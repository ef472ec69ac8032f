import type { IncidentType, Severity } from '../incidents/incident.ts';
import type { CommitNote, Denial, DiffStat, RunReport, TokenCount } from './run.ts';

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
