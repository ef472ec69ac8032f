import type { HealthMetric, HostSample } from '../containers/sample.ts';
import type {
  Flip,
  Incident,
  IncidentStatus,
  RecordedDecision,
  Remediation,
  RemediationOutcome,
  Resolution,
  Severity,
  Silence,
  TimelineEntry,
} from './incident.ts';

/** What Paramedic must remember of a target over its own restart. One row per target and host. */
export interface TargetMemory {
  target: string;
  host: string;
  containerId: string;
  containerName: string;
  /** Last state of the container that was seen. */
  state: string;
  /** Last verdict: healthy, sick, unknown, off; with its reason. */
  verdict: string;
  reason: string;
  since: number;
  /** A person stopped it; nobody heals it until somebody starts it. */
  stoppedOnPurpose: boolean;
  /** Small facts that outlive a restart: image history, crashes, dismissals (see healing/memo.ts). */
  memo: Readonly<Record<string, unknown>>;
}

/** A message for people, written in the same transaction as what it tells of; delivered later (notifications/). */
export interface OutboxMessage {
  id: string;
  channel: string;
  incidentId: string | undefined;
  /** incident_opened, incident_resolved, heal_failed … */
  event: string;
  createdAt: number;
  payload: Readonly<Record<string, unknown>>;
}

/**
 * An incident that goes on the queue for Claude Code (`escalation/escalation.ts`), in the transaction of the incident's
 * change. It joins the open one of its group where there is one.
 */
export interface QueuedEscalation {
  id: string;
  incidentId: string;
  host: string;
  target: string;
  groupKey: string;
  project: string | undefined;
  workspace: string | undefined;
  severity: Severity;
  reason: string;
  createdAt: number;
  readyAt: number;
  expiresAt: number;
}

/** One change to the record. Every id is ours (UUIDv7), so recording a change twice changes nothing. */
export type Change =
  | { kind: 'flip'; flip: Flip }
  | { kind: 'target_remembered'; memory: TargetMemory }
  | { kind: 'target_forgotten'; target: string; host: string }
  | { kind: 'incident_opened'; incident: Incident }
  | { kind: 'incident_changed'; id: string; set: IncidentPatch }
  | { kind: 'timeline'; entry: TimelineEntry }
  | { kind: 'remediation_intended'; remediation: Remediation }
  | {
      kind: 'remediation_finished';
      id: string;
      finishedAt: number;
      outcome: RemediationOutcome;
      error: string | undefined;
      detail?: Readonly<Record<string, unknown>>;
    }
  | { kind: 'decision'; decision: RecordedDecision }
  | { kind: 'silence_set'; silence: Silence }
  | { kind: 'silence_ended'; id: string; at: number }
  | { kind: 'outbox'; message: OutboxMessage }
  | { kind: 'escalation_queued'; escalation: QueuedEscalation }
  | { kind: 'escalation_withdrawn'; incidentId: string; at: number; reason: string };

/** Only the keys that are present change. */
export interface IncidentPatch {
  status?: IncidentStatus;
  autoHealed?: boolean;
  healAttempts?: number;
  evidence?: Readonly<Record<string, unknown>>;
  resolvedAt?: number;
  resolution?: Resolution;
  parentId?: string;
  acknowledgedAt?: number;
  acknowledgedBy?: string;
  /** null: no longer. */
  snoozedUntil?: number | null;
  muted?: boolean;
  toldAt?: number;
}

/** The write side. Throws ParamedicError `storage_unreachable` (retryable) when nothing durable took the changes. */
export interface Ledger {
  /** All or nothing, in order; durable when it resolves. */
  record(changes: readonly Change[]): Promise<void>;
  /** One multi-row insert (per 1,000 rows). Samples may be lost while storage is away; they are counted then. */
  recordSamples(host: string, metrics: readonly HealthMetric[], hostSample: HostSample | undefined): Promise<void>;
}

/** What the flow reads once at its start, so that budgets, backoff and open incidents survive. */
export interface Recollection {
  targets: TargetMemory[];
  openIncidents: Incident[];
  /** All of open incidents, all unfinished, and all intended since `since`. Oldest first. */
  remediations: Remediation[];
  /** Those that have not ended. */
  silences: Silence[];
}

export interface Memory {
  recollect(host: string, since: number): Promise<Recollection>;
}

export interface IncidentQuery {
  status?: IncidentStatus | 'unresolved';
  type?: string;
  target?: string;
  /** 1..500, default 50. */
  limit?: number;
  /** Page backwards: only incidents opened before this instant. */
  before?: number;
}

export interface DecisionQuery {
  host: string;
  target: string;
  /** Only decisions of this instant and later. */
  since: number;
  /** 1..1000: the last so many. */
  limit: number;
}

export interface IncidentStory {
  incident: Incident;
  timeline: TimelineEntry[];
  remediations: Remediation[];
  children: Incident[];
}

/** The read side, for the faces. Newest first. */
export interface IncidentArchive {
  list(query: IncidentQuery): Promise<Incident[]>;
  /** By id or by a unique prefix of at least 8 characters. */
  story(idOrPrefix: string): Promise<IncidentStory | undefined>;
  /** What was decided about one target; newest last, as it is read. */
  decisions(query: DecisionQuery): Promise<RecordedDecision[]>;
}
