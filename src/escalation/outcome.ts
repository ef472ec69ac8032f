import type { EscalationOutcome } from './escalation.ts';
import type { ClaimState } from './queue-port.ts';
import type { RunOutcome } from './run.ts';

/** After the session: how long the incidents get to be seen as resolved, beyond the verification time. */
export const OBSERVATION_MARGIN_MS = 60_000;

export type OutcomeReason =
  | 'verified'
  | 'recovered_without_claude'
  | 'resolved_by_a_person'
  | 'not_verified'
  | 'nothing_done'
  | 'run_failed'
  | 'asked_to_cancel';

export type OutcomeDecision =
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'end'; readonly outcome: EscalationOutcome; readonly reason: OutcomeReason };

export interface OutcomeCase {
  readonly incidents: Extract<ClaimState, { held: true }>['incidents'];
  /** When the escalation was claimed: what joined later is another matter. */
  readonly claimedAt: number;
  readonly run: RunOutcome;
  /** Something was done that may have changed a target. */
  readonly acted: boolean;
  readonly endedAt: number;
  /** Health has to last this long. */
  readonly verifyMs: number;
}

/**
 * What an escalation came to, once its session is over: only what the monitor observed counts, never what was reported.
 * `inconclusive` goes to a person.
 */
export function decideOutcome(input: OutcomeCase, now: number): OutcomeDecision {
  const { incidents, run, acted } = input;
  const end = (outcome: EscalationOutcome, reason: OutcomeReason): OutcomeDecision => ({
    kind: 'end',
    outcome,
    reason,
  });
  const matter = incidents.filter(({ joinedAt }) => joinedAt <= input.claimedAt);
  if (matter.length > 0 && matter.every(({ status }) => status === 'resolved')) {
    if (matter.some(({ resolution }) => resolution === 'claude')) return end('resolved', 'verified');
    if (matter.some(({ resolution }) => resolution === 'human')) return end('cancelled', 'resolved_by_a_person');
    return end('cancelled', 'recovered_without_claude');
  }
  if (run === 'cancelled') return end('cancelled', 'asked_to_cancel');
  // Nothing was changed, so there is nothing to wait for.
  if (!acted) return end('inconclusive', run === 'completed' ? 'nothing_done' : 'run_failed');
  const until = input.endedAt + input.verifyMs + OBSERVATION_MARGIN_MS;
  if (now < until) return { kind: 'wait', until };
  return end('inconclusive', 'not_verified');
}
