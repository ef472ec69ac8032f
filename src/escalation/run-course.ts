import type { ClaimState } from './queue-port.ts';
import type { RunOutcome } from './run.ts';

/** A session whose incidents are over gets so long to write its report. */
const REPORT_MS = 120_000;

export type AbortReason = 'claim_lost' | 'asked_to_cancel' | 'over' | 'report_overdue' | 'stopping';

export interface RunWatch {
  readonly incidents: Extract<ClaimState, { held: true }>['incidents'];
  readonly cancelReason: string | undefined;
  /** When the escalation was claimed: what joined later is another matter. */
  readonly claimedAt: number;
  /** Something was done that may have changed a target. */
  readonly acted: boolean;
  /** Since when all of the matter is known to be resolved. */
  readonly resolvedSince: number | undefined;
}

/** Are all incidents resolved that the claim is about? */
export function isSettled({ incidents, claimedAt }: Pick<RunWatch, 'incidents' | 'claimedAt'>): boolean {
  const matter = incidents.filter(({ joinedAt }) => joinedAt <= claimedAt);
  return matter.length > 0 && matter.every(({ status }) => status === 'resolved');
}

/** Why a session is to be ended now, if it is. What is over without an act of ours needs nobody any more. Pure. */
export function decideAbort(watch: RunWatch, now: number): AbortReason | undefined {
  if (watch.cancelReason !== undefined) return 'asked_to_cancel';
  if (!isSettled(watch)) return undefined;
  if (!watch.acted) return 'over';
  return watch.resolvedSince !== undefined && now - watch.resolvedSince >= REPORT_MS ? 'report_overdue' : undefined;
}

/** It broke off before it could do its work, for reasons that lie with the launch or the API. */
const NEVER_WORKED: readonly RunOutcome[] = ['launch_failed', 'no_first_event', 'api_error', 'lost'];
const AGAIN_AFTER_MS = 60_000;

export type AfterRun =
  | { readonly kind: 'observe' }
  | { readonly kind: 'again'; readonly inMs: number }
  | { readonly kind: 'give_up' };

export interface RunCase {
  readonly outcome: RunOutcome;
  readonly acted: boolean;
  /** Claims so far, this one included. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly settled: boolean;
}

/** After a session: wait for what is observed, launch once more later, or give up and tell a person. Pure. */
export function decideAfterRun({ outcome, acted, attempts, maxAttempts, settled }: RunCase): AfterRun {
  if (acted || settled || !NEVER_WORKED.includes(outcome)) return { kind: 'observe' };
  return attempts >= maxAttempts ? { kind: 'give_up' } : { kind: 'again', inMs: AGAIN_AFTER_MS * attempts };
}
