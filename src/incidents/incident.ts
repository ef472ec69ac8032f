import { INCIDENT_TYPES, type IncidentType } from '../config/incident-type.ts';

export { INCIDENT_TYPES, type IncidentType };

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const INCIDENT_STATUSES = ['open', 'healing', 'escalated', 'resolved'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export const RESOLUTIONS = ['self_recovered', 'auto_healed', 'claude', 'human', 'expired'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** At most one open incident per target and type. Instants in ms since the epoch. */
export interface Incident {
  id: string;
  /** Opened at. */
  timestamp: number;
  target: string;
  containerName: string;
  containerId: string;
  host: string;
  type: IncidentType;
  severity: Severity;
  status: IncidentStatus;
  autoHealed: boolean;
  description: string;
  healAttempts: number;
  evidence: Readonly<Record<string, unknown>>;
  fingerprint: string;
  parentId: string | undefined;
  acknowledgedAt: number | undefined;
  acknowledgedBy: string | undefined;
  /** Nobody is told of it before that instant. */
  snoozedUntil: number | undefined;
  /** Nobody is told of it until it is resolved. */
  muted: boolean;
  /** When people were told; undefined: they were not (yet). A recovery is told to those who were told of the failure. */
  toldAt: number | undefined;
  resolvedAt: number | undefined;
  resolution: Resolution | undefined;
}

/** These stand for a hand-over: people are told of it as the failure of the incident that was handed over. */
export const isHandOver = ({ type }: Pick<Incident, 'type'>): boolean =>
  type === 'heal_failed' || type === 'bad_update';

/** One line of an incident's story. */
export interface TimelineEntry {
  id: string;
  incidentId: string;
  timestamp: number;
  /** opened, flip, refused, intended, finished, heal_failed, escalated, recovering, resolved … */
  kind: string;
  reason: string;
  detail: Readonly<Record<string, unknown>>;
}

export const REMEDIATION_ACTIONS = ['exec', 'restart', 'recreate', 'restart-dependents', 'stop', 'notify'] as const;
export type RemediationAction = (typeof REMEDIATION_ACTIONS)[number];

/**
 * `done`: the engine carried it out (whether it helped is observed later); `failed`: the engine refused or broke;
 * `timeout`: no answer before the deadline; `gone`: the container was removed meanwhile;
 * `withdrawn`: it recovered, or a person stepped in, while the act waited for its turn: nothing was done;
 * `interrupted`: Paramedic ended between intent and outcome and nobody saw it carried out.
 */
export const REMEDIATION_OUTCOMES = ['done', 'failed', 'timeout', 'gone', 'withdrawn', 'interrupted'] as const;
export type RemediationOutcome = (typeof REMEDIATION_OUTCOMES)[number];

/** One attempt: written with its intent before the act, completed after it. */
export interface Remediation {
  id: string;
  incidentId: string;
  target: string;
  containerId: string;
  host: string;
  /** 1, 2, … within the incident. */
  attempt: number;
  action: RemediationAction;
  intendedAt: number;
  /** When the act is over at the latest, whether or not an answer came. */
  deadlineAt: number;
  finishedAt: number | undefined;
  outcome: RemediationOutcome | undefined;
  error: string | undefined;
  /** What the act itself has to tell: exit code and output of an exec, the new container's id of a recreate. Capped. */
  detail: Readonly<Record<string, unknown>>;
  /** `claude:ESCALATION` or `mcp:NAME` when Claude Code asked for it; absent: it was healing's own decision. */
  askedBy?: string | undefined;
}

/** A recorded change of verdict. */
export interface Flip {
  id: string;
  target: string;
  containerId: string;
  host: string;
  at: number;
  from: string;
  to: string;
  reason: string;
  /** What a replay needs to decide anew: incident type, severity, state, health, place, restart policy. */
  detail: Readonly<Record<string, unknown>>;
}

/** While it lasts, people are not told of what matches; a maintenance window also holds healing. Muted is not resolved. */
export interface Silence {
  id: string;
  /** Pattern with `*` over targets; `*` is everything. */
  target: string;
  /** Undefined: every type. */
  incidentType: IncidentType | undefined;
  startsAt: number;
  endsAt: number;
  /** Healing is held too. */
  holdsHealing: boolean;
  createdAt: number;
  createdBy: string;
  comment: string;
  /** Ended by hand before `endsAt`. */
  endedAt: number | undefined;
}

/** A decision on record, for replay and for the question why. */
export interface RecordedDecision {
  id: string;
  at: number;
  target: string;
  host: string;
  incidentId: string | undefined;
  /** act's action, wait, hold, give_up. */
  decision: string;
  reason: string;
  until: number | undefined;
  inputs: Readonly<Record<string, unknown>>;
}
