import type { PeopleEvent } from '../incidents/happening.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Escalation, EscalationOutcome } from './escalation.ts';

export type LapseReason =
  | 'verified'
  | 'recovered_without_claude'
  | 'resolved_by_a_person'
  | 'asked_to_cancel'
  | 'attempts_exhausted'
  | 'acknowledged'
  | 'not_claimed';

export type LapseDecision =
  | { readonly kind: 'leave' }
  /** Back on the queue, with the attempt counted. */
  | { readonly kind: 'release'; readonly reason: 'worker_lost' }
  | {
      readonly kind: 'end';
      readonly outcome: EscalationOutcome;
      readonly reason: LapseReason;
      /** What people are told; undefined: nothing that they would have to know. */
      readonly event: PeopleEvent | undefined;
    };

type Lapsing = Pick<Escalation, 'leaseUntil' | 'expiresAt' | 'attempts' | 'cancelReason' | 'reason'>;
type About = Pick<Incident, 'status' | 'resolution' | 'acknowledgedAt'>;

/**
 * What becomes of an open escalation that nobody brings to an end: its lease has run out, or it waits in vain. `incidents`:
 * those it is about. A claim that is renewed is left alone, whatever else holds.
 */
export function decideLapse(it: Lapsing, incidents: readonly About[], maxAttempts: number, now: number): LapseDecision {
  const end = (outcome: EscalationOutcome, reason: LapseReason, event?: PeopleEvent): LapseDecision => ({
    kind: 'end',
    outcome,
    reason,
    event,
  });
  const { leaseUntil } = it;
  if (leaseUntil !== undefined && leaseUntil > now) return { kind: 'leave' };
  const unresolved = incidents.filter(({ status }) => status !== 'resolved');
  if (unresolved.length === 0) return endOf(incidents, end);
  if (it.cancelReason !== undefined) return end('cancelled', 'asked_to_cancel');
  if (it.attempts >= maxAttempts) return end('failed', 'attempts_exhausted', 'escalation_failed');
  if (leaseUntil !== undefined) return { kind: 'release', reason: 'worker_lost' };
  if (it.expiresAt > now) return { kind: 'leave' };
  const isLookedAfter =
    it.reason !== 'asked_for' && unresolved.every(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  return isLookedAfter ? end('cancelled', 'acknowledged') : end('expired', 'not_claimed', 'escalation_expired');
}

/** Nothing of it is left to do. */
function endOf(
  incidents: readonly About[],
  end: (outcome: EscalationOutcome, reason: LapseReason, event?: PeopleEvent) => LapseDecision,
): LapseDecision {
  const isBy = (resolution: Incident['resolution']) => incidents.some((incident) => incident.resolution === resolution);
  if (isBy('claude')) return end('resolved', 'verified', 'escalation_resolved');
  return end('cancelled', isBy('human') ? 'resolved_by_a_person' : 'recovered_without_claude');
}
