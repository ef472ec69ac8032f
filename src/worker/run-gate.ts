import type { GateScope, ToolCall } from '../escalation/gate/decision.ts';
import { mayChangeFiles } from '../escalation/gate/may-change-files.ts';
import { pathsOf, textsOf } from '../escalation/gate/paths-of.ts';
import { APPROVED, answered, judgeInSession, newSession } from '../escalation/gate/session.ts';
import type { Gate } from '../escalation/launch.ts';
import type { AskPerson } from './ask-person.ts';
import type { Hold } from './hold.ts';

export interface RunGateOptions {
  readonly scope: GateScope;
  /** What is edited is what containers run from: a change is an act, and so is whatever a person has allowed (`npm ci`). */
  readonly inPlace: boolean;
  readonly hold: Hold;
  readonly person: AskPerson;
}

/** The gate of one run: it remembers what was refused and what a person has allowed. */
export function runGate({ scope, inPlace, hold, person }: RunGateOptions): Gate {
  let session = newSession();
  return {
    pathsOf,
    textsOf,
    judge: async (call: ToolCall) => {
      const judged = judgeInSession(session, call, scope);
      session = judged.session;
      const { decision } = judged;
      const isAct = inPlace && decision.kind === 'allow' && (decision.rule === APPROVED || mayChangeFiles(call));
      if (!isAct || (await hold.markActed())) return judged.decision;
      return { kind: 'deny', reason: 'claim_lost', message: 'This run is not in charge any more.' };
    },
    ask: async (call, question, signal) => {
      const verdict = await person.ask(call, question, signal);
      session = answered(session, call, verdict === 'approved');
      return verdict;
    },
  };
}
