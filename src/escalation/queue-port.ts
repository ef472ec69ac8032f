import type { IncidentStatus, Resolution, TimelineEntry } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import type { Escalation, EscalationOutcome, EscalationStatus, Lesson } from './escalation.ts';
import type { CommitNote, Denial, DiffStat, Run, RunOutcome, RunReport, TokenCount } from './run.ts';

/** A claim: the right to work on one escalation, as long as the lease is renewed. */
export interface Claim {
  readonly escalation: Escalation;
  readonly fence: number;
}

/** What became of a claim and of what it is about. `held: false`: somebody else has it; stop at once, change nothing. */
export type ClaimState =
  | { readonly held: false }
  | {
      readonly held: true;
      readonly cancelReason: string | undefined;
      /** All incidents of the escalation, as they are now. */
      readonly incidents: readonly {
        readonly id: string;
        readonly status: IncidentStatus;
        readonly resolution: Resolution | undefined;
        readonly joinedAt: number;
      }[];
    };

export interface ClaimOptions {
  readonly worker: string;
  readonly now: number;
  readonly leaseMs: number;
  /** A row that was claimed so often is not claimed again. */
  readonly maxAttempts: number;
  /** Only these hosts' escalations; undefined: all. */
  readonly hosts?: readonly string[];
}

/** What is known of a run at the end of an escalation. */
export interface EscalationResult {
  readonly sessionId?: string;
  readonly turns?: number;
  readonly costUsd?: number;
  readonly durationMs?: number;
  readonly tokens?: TokenCount;
  readonly denials?: readonly Denial[];
  readonly summary?: string;
  readonly report?: RunReport;
  /** What the one call before the run suggested. */
  readonly diagnosis?: Readonly<Record<string, unknown>>;
  readonly commits?: readonly CommitNote[];
  readonly diffStat?: DiffStat;
  readonly branch?: string;
  readonly transcript?: string;
}

/**
 * The queue as a worker sees it. Every change is a conditional update on the fence: `false` means that the claim is lost and
 * nothing was changed. All throw ParamedicError `storage_unreachable` (retryable).
 */
export interface EscalationQueue {
  /** The oldest one that is ready, not expired and not held; also one whose lease has run out (rescue). */
  claim(options: ClaimOptions): Promise<Claim | undefined>;
  /** Renews the lease and tells what became of it. */
  renew(claim: Claim, now: number, leaseMs: number): Promise<ClaimState>;
  /** claimed ↔ running ↔ awaiting_approval. */
  setStatus(claim: Claim, status: Extract<EscalationStatus, 'running' | 'awaiting_approval'>): Promise<boolean>;
  /** Before an act that may change the target, or after one that its monitor has carried out: the last one stays. */
  markActed(claim: Claim, now: number): Promise<boolean>;
  /** What the one call before the run suggested; for people, at once. */
  noteDiagnosis(claim: Claim, diagnosis: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Lines in the stories of its incidents while it is worked on. */
  tell(claim: Claim, timeline: readonly TimelineEntry[]): Promise<boolean>;
  /** The end, with everything that belongs to it in one transaction. */
  finish(
    claim: Claim,
    end: {
      readonly outcome: EscalationOutcome;
      readonly reason: string;
      readonly at: number;
      readonly result: EscalationResult;
      readonly timeline: readonly TimelineEntry[];
      readonly messages: readonly OutboxMessage[];
      readonly lesson: Lesson | undefined;
    },
  ): Promise<boolean>;
  /** Gives it back unfinished: the next attempt counts anew from what it was (`countsAttempt: false`) or is one more. */
  release(
    claim: Claim,
    now: number,
    options: { readonly countsAttempt: boolean; readonly readyAt: number },
  ): Promise<boolean>;
  /**
   * Written before the launch; `false` when the claim is lost. Throws ParamedicError `workspace_busy` when a run of the same
   * worker host works in the same workspace.
   */
  beginRun(claim: Claim, run: Run): Promise<boolean>;
  /** Facts that become known while it runs. */
  noteRun(
    id: string,
    set: Partial<Pick<Run, 'pid' | 'pidStarted' | 'sessionId' | 'firstEventMs' | 'turns' | 'costUsd' | 'tokens'>>,
  ): Promise<void>;
  endRun(
    id: string,
    end: {
      readonly at: number;
      readonly outcome: RunOutcome;
      readonly error: string | undefined;
      readonly turns: number;
      readonly costUsd: number;
      readonly tokens: TokenCount | undefined;
    },
  ): Promise<void>;
  /** Runs of this host that never ended: what a dead worker left behind. */
  unfinishedRuns(workerHost: string): Promise<Run[]>;
  /** Runs begun since, and their cost: for the budgets. */
  spent(since: number): Promise<{ readonly runs: number; readonly usd: number; readonly oldest: number | undefined }>;
  /** A worker tells that it is there. */
  heartbeat(worker: {
    readonly name: string;
    readonly host: string;
    readonly startedAt: number;
    readonly seenAt: number;
    readonly able: boolean;
    readonly reason: string;
  }): Promise<void>;
}

/** The queue as an interactive session sees it, which a person leads. */
export interface SessionQueue extends Pick<EscalationQueue, 'renew' | 'markActed' | 'release' | 'finish'> {
  /**
   * A given one, also before it is ready and however often it was tried. Undefined: somebody holds it, it is wanted ended, or it
   * is over.
   */
  claimThis(id: string, options: Pick<ClaimOptions, 'worker' | 'now' | 'leaseMs'>): Promise<Claim | undefined>;
}
