import {
  attemptReport,
  type IncidentReport,
  incidentReport,
  type RecordedAttempt,
  type StoryReport,
} from '../incidents/report/incident.ts';
import { iso, isoOrAbsent } from '../incidents/report/instant.ts';
import type { StatusReport } from '../incidents/report/status.ts';
import type { Approval } from './approval.ts';
import type { EscalationStory } from './archive-port.ts';
import type { Escalation } from './escalation.ts';
import type { EscalationFigure } from './figures.ts';
import type { Run } from './run.ts';

/** How escalations look to web, terminal, API and MCP: instants are ISO 8601; what is absent is not known or does not apply. */

type WithInstants<T, K extends keyof T> = Omit<T, K> & {
  readonly [P in K]: undefined extends T[P] ? string | undefined : string;
};

export type EscalationReport = WithInstants<
  Escalation,
  'createdAt' | 'readyAt' | 'expiresAt' | 'claimedAt' | 'leaseUntil' | 'actedAt' | 'finishedAt'
>;
export type RunRecord = WithInstants<Run, 'startedAt' | 'endedAt'>;
export type ApprovalReport = WithInstants<Approval, 'createdAt' | 'expiresAt' | 'decidedAt'>;

export interface EscalationStoryReport {
  readonly escalation: EscalationReport;
  readonly incidents: readonly IncidentReport[];
  readonly timeline: readonly {
    readonly id: string;
    readonly incidentId: string;
    readonly timestamp: string;
    readonly kind: string;
    readonly reason: string;
    readonly detail: Readonly<Record<string, unknown>>;
  }[];
  readonly remediations: readonly (RecordedAttempt & { readonly incidentId: string })[];
  readonly runs: readonly RunRecord[];
  readonly approvals: readonly ApprovalReport[];
}

export const escalationReport = (it: Escalation): EscalationReport => ({
  ...it,
  createdAt: iso(it.createdAt),
  readyAt: iso(it.readyAt),
  expiresAt: iso(it.expiresAt),
  claimedAt: isoOrAbsent(it.claimedAt),
  leaseUntil: isoOrAbsent(it.leaseUntil),
  actedAt: isoOrAbsent(it.actedAt),
  finishedAt: isoOrAbsent(it.finishedAt),
});

const runRecord = (it: Run): RunRecord => ({ ...it, startedAt: iso(it.startedAt), endedAt: isoOrAbsent(it.endedAt) });

export const approvalReport = (it: Approval): ApprovalReport => ({
  ...it,
  createdAt: iso(it.createdAt),
  expiresAt: iso(it.expiresAt),
  decidedAt: isoOrAbsent(it.decidedAt),
});

export const escalationStoryReport = (story: EscalationStory): EscalationStoryReport => ({
  escalation: escalationReport(story.escalation),
  incidents: story.incidents.map(incidentReport),
  timeline: story.timeline.map(({ timestamp, ...entry }) => ({ ...entry, timestamp: iso(timestamp) })),
  remediations: story.remediations.map((it) => ({ ...attemptReport(it), incidentId: it.incidentId })),
  runs: story.runs.map(runRecord),
  approvals: story.approvals.map(approvalReport),
});

/** The story of an incident, with what is or was on the queue about it, newest first. */
export type IncidentStoryReport = StoryReport & { readonly escalations: readonly EscalationReport[] };

/** What is on the queue, for the page where everything stands. */
export interface OnCallReport {
  readonly seenAt: string;
  readonly open: readonly Pick<EscalationReport, 'id' | 'target' | 'status' | 'reason' | 'claimedBy' | 'createdAt'>[];
  readonly approvals: readonly Pick<ApprovalReport, 'id' | 'escalationId' | 'toolName' | 'reason' | 'expiresAt'>[];
}

export const onCallReport = ({ at, open, pending }: EscalationFigure): OnCallReport => ({
  seenAt: iso(at),
  open: open.map(({ id, target, status, reason, claimedBy, createdAt }) => ({
    ...{ id, target, status, reason, claimedBy },
    createdAt: iso(createdAt),
  })),
  approvals: pending.map(({ id, escalationId, toolName, reason, expiresAt }) => ({
    ...{ id, escalationId, toolName, reason },
    expiresAt: iso(expiresAt),
  })),
});

/** `onCall` is absent until it is known. */
export type StatusWithOnCall = StatusReport & { readonly onCall?: OnCallReport };
