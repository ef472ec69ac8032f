import type { TimelineEntry } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import type { Approval } from './approval.ts';
import type { Escalation, EscalationOutcome } from './escalation.ts';
import type { Claim } from './queue-port.ts';
import type { NewRequest, RequestAnswer } from './request.ts';

export interface ApprovalDesk {
  /** With what is told of it, in one transaction; `false`: the claim is lost, and nothing was asked. */
  ask(
    claim: Claim,
    approval: Approval,
    also?: { readonly timeline?: readonly TimelineEntry[]; readonly messages?: readonly OutboxMessage[] },
  ): Promise<boolean>;
  approval(id: string): Promise<Approval | undefined>;
}

/** What a worker asks of monitors. */
export interface RequestDesk {
  ask(request: NewRequest): Promise<void>;
  /** Undefined: no answer yet. */
  answer(id: string): Promise<RequestAnswer | undefined>;
}

/** What a monitor carries out; a request is taken at most once. */
export interface RequestBox {
  take(host: string, now: number, limit: number): Promise<NewRequest[]>;
  finish(id: string, answer: RequestAnswer, at: number): Promise<void>;
}

/** Called on a notification from Postgres, and after each (re)connect. */
export type WakeTopic = 'escalations' | 'requests' | 'approvals';

export interface ActedOnReader {
  /** Incidents of a host that a run in force has acted on: there when `acted_at` was written, and the run has not ended. */
  actedOn(host: string): Promise<readonly string[]>;
}

/** What a monitor needs of the queue. */
export interface MonitorQueue {
  readonly requests: RequestBox;
  /** Incidents of this monitor's host that a run in force has acted on. */
  actedOn(): Promise<readonly string[]>;
  onWake(listener: (topic: WakeTopic) => void): void;
}

/** What people order. Each answers the row as it is then, or undefined when it was not in the state that the order needs. */
export interface EscalationOrders {
  cancel(id: string, by: string, now: number): Promise<Escalation | undefined>;
  /** A finished one is queued anew (a new row, reason `asked_for`). */
  retry(id: string, by: string, now: number, newId: string): Promise<Escalation | undefined>;
  decide(id: string, decision: 'approved' | 'denied', by: string, now: number): Promise<Approval | undefined>;
}

export interface SweepOptions {
  readonly maxAttempts: number;
  /** Where people are told. */
  readonly channels: readonly string[];
  readonly newId: () => string;
}

/** What a sweep has changed. */
export interface Swept {
  /** As they were before. */
  readonly ended: readonly {
    readonly escalation: Escalation;
    readonly outcome: EscalationOutcome;
    readonly reason: string;
  }[];
  readonly released: readonly Escalation[];
  /** Approvals and requests that expired. */
  readonly approvals: number;
  readonly requests: number;
}

/** Brings to an end what nobody else does (`lapse.ts`): for the monitor, every few seconds. */
export interface EscalationSweeper {
  sweep(now: number, options: SweepOptions): Promise<Swept>;
}
