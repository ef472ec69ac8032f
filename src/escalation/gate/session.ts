import { callKey } from './call-key.ts';
import { decideToolCall } from './decide.ts';
import type { GateDecision, GateScope, ToolCall } from './decision.ts';
import { mayChangeFiles } from './may-change-files.ts';
import { REASONS, type Reason } from './reasons.ts';
import { asDecision, refuse } from './refusal.ts';

/** After so many the run is ended: it goes in circles, or somebody makes it try. */
export const SESSION_LIMITS = { denials: 20, escapes: 3, questions: 10 } as const;

/** The rule by which a call is allowed that a person said yes to. */
export const APPROVED = 'approved';

/** What one run has come to at the gate; never changed in place. Nothing in it gives a right but a person's answer. */
export interface GateSession {
  readonly denials: number;
  readonly escapes: number;
  readonly questions: number;
  /** Calls that a person has allowed, by key: the very same call, as long as no file has been changed since. */
  readonly approved: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
}

/** `stop`: the run is to be ended now; the call is denied. */
export type SessionDecision =
  | GateDecision
  | { readonly kind: 'stop'; readonly reason: Reason; readonly message: string };
export interface Judgement {
  readonly decision: SessionDecision;
  readonly session: GateSession;
}

export const newSession = (): GateSession => ({
  denials: 0,
  escapes: 0,
  questions: 0,
  approved: new Set(),
  refused: new Set(),
});

/** What the gate says of a call in the light of those before it. Pure, and like the gate it never throws. */
export function judgeInSession(session: GateSession, call: ToolCall, scope: GateScope): Judgement {
  if (isOver(session)) return { decision: asDecision(refuse('run_stopped')), session };
  const decision = remembered(session, call, decideToolCall(call, scope));
  if (decision.kind === 'allow') return { decision, session: afterAllowed(session, call) };
  if (decision.kind === 'ask') return { decision, session: { ...session, questions: session.questions + 1 } };
  const next = afterDenied(session, decision.reason as Reason);
  return isOver(next)
    ? { decision: { ...decision, kind: 'stop', reason: decision.reason as Reason }, session: next }
    : { decision, session: next };
}

/** A person's answer to a question; anything but a clear yes, also no answer in time, is a no. */
export function answered(session: GateSession, call: Pick<ToolCall, 'tool' | 'input'>, yes: boolean): GateSession {
  const key = callKey(call);
  if (key === undefined) return session;
  if (yes) return { ...session, approved: new Set([...session.approved, key]) };
  return { ...afterDenied(session, 'refused_before'), refused: new Set([...session.refused, key]) };
}

/** Only a question can be answered by memory; what is denied stays denied. */
function remembered(session: GateSession, call: ToolCall, decision: GateDecision): GateDecision {
  if (decision.kind !== 'ask') return decision;
  const key = callKey(call);
  if (key === undefined) return asDecision(refuse('malformed_input'));
  if (session.refused.has(key)) return asDecision(refuse('refused_before'));
  if (session.approved.has(key)) return { kind: 'allow', rule: APPROVED };
  return session.questions >= SESSION_LIMITS.questions ? asDecision(refuse('too_many_questions')) : decision;
}

/** A yes was to what the files were then: once one is changed, the same words would do something else. */
const afterAllowed = (session: GateSession, call: ToolCall): GateSession =>
  mayChangeFiles(call) ? { ...session, approved: new Set() } : session;

function afterDenied(session: GateSession, reason: Reason): GateSession {
  const escapes = session.escapes + (REASONS[reason].escape === true ? 1 : 0);
  return { ...session, denials: session.denials + 1, escapes };
}

const isOver = ({ denials, escapes }: GateSession): boolean =>
  denials >= SESSION_LIMITS.denials || escapes >= SESSION_LIMITS.escapes;
