import type { GateDecision } from './decision.ts';
import { REASONS, type Reason } from './reasons.ts';

/** What stands against a call; `subject` is the part of it that is meant. */
export interface Refusal {
  readonly reason: Reason;
  readonly subject?: string;
}

export const refuse = (reason: Reason, subject?: string): Refusal => ({ reason, subject });

const SUBJECT_LENGTH = 80;

export function asDecision({ reason, subject }: Refusal): Exclude<GateDecision, { kind: 'allow' }> {
  const { kind, message } = REASONS[reason];
  const about = subject === undefined ? '' : ` (${JSON.stringify(subject.slice(0, SUBJECT_LENGTH))})`;
  return { kind, reason, message: message + about };
}

/** The first that denies, else the first that asks. */
export function strictest(refusals: readonly (Refusal | undefined)[]): Refusal | undefined {
  const there = refusals.filter((refusal) => refusal !== undefined);
  return there.find(({ reason }) => REASONS[reason].kind === 'deny') ?? there[0];
}
