import type { Finding } from '../containers/finding.ts';
import type { Incident, Remediation } from './incident.ts';
import type { QueuedEscalation } from './ledger.ts';

/**
 * What people are told of: a container that only they can help (`notify`), a failure, a recovery, healing that gave up, how
 * an escalation ended, and what Claude Code may not do unasked.
 */
export type PeopleEvent =
  | 'incident_opened'
  | 'incident_resolved'
  | 'heal_failed'
  | 'notify'
  | 'escalation_resolved'
  | 'escalation_inconclusive'
  | 'escalation_failed'
  | 'escalation_expired'
  | 'approval_needed';

/** What just happened, for metrics, the log, live pages and tests. Told after it is recorded. */
export type Happening =
  | { kind: 'incident_opened'; at: number; incident: Incident }
  | { kind: 'incident_resolved'; at: number; incident: Incident; recoverySeconds: number }
  | { kind: 'incident_escalated'; at: number; incident: Incident; reason: string }
  /** A person wants Claude Code to look after it. */
  | { kind: 'escalation_asked'; at: number; incident: Incident; by: string }
  /** A person has muted, snoozed or unmuted it: `incident` says what holds now. */
  | { kind: 'peace_ordered'; at: number; incident: Incident }
  /** It is on the queue for Claude Code, or has joined what is there of its group. */
  | { kind: 'escalation_queued'; at: number; escalation: QueuedEscalation }
  /** A message for people is on its way, in the same transaction as what it tells of. */
  | { kind: 'people_told'; at: number; event: PeopleEvent; incident: Incident }
  | { kind: 'remediation_intended'; at: number; remediation: Remediation; detectionSeconds: number }
  | { kind: 'remediation_finished'; at: number; remediation: Remediation; incident: Incident | undefined }
  | { kind: 'heal_refused'; at: number; target: string; reason: string; incidentId: string | undefined }
  | { kind: 'heal_ineffective'; at: number; target: string; incident: Incident; attempt: number; reason: string }
  | {
      kind: 'verdict_changed';
      at: number;
      target: string;
      from: string;
      to: string;
      reason: string;
      /** Nobody has looked at it before, in the life of this process. */
      isFirstLook?: true;
    }
  | { kind: 'finding'; at: number; finding: Finding }
  | { kind: 'engine_connected'; at: number }
  | { kind: 'engine_disconnected'; at: number; reason: string }
  /** A reconcile knows how many are watched, and is about to look at them. */
  | { kind: 'listed'; at: number; containers: number }
  | { kind: 'reconciled'; at: number; seconds: number; containers: number }
  | { kind: 'sampled'; at: number; seconds: number; samples: number };
