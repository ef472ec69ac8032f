import type { GateScope, ToolCall } from '../../src/escalation/gate/decision.ts';
import { pathsOf, textsOf } from '../../src/escalation/gate/paths-of.ts';
import { answered, judgeInSession, newSession, type SessionDecision } from '../../src/escalation/gate/session.ts';
import type { Gate, GateQuestion, Verdict } from '../../src/escalation/launch.ts';

/** The gate of one run: the rules, and the memory of what was denied and answered before. `ask` is the way to a person. */
export class RunGate implements Gate {
  readonly #scope: GateScope;
  readonly #ask: Gate['ask'];
  #session = newSession();

  constructor(scope: GateScope, ask: Gate['ask']) {
    this.#scope = scope;
    this.#ask = ask;
  }

  readonly pathsOf = pathsOf;
  readonly textsOf = textsOf;

  judge(call: ToolCall): SessionDecision {
    const { decision, session } = judgeInSession(this.#session, call, this.#scope);
    this.#session = session;
    return decision;
  }

  /** Remembered, also when asking fails: that is a no. */
  async ask(call: ToolCall, question: GateQuestion, signal: AbortSignal): Promise<Verdict> {
    let verdict: Verdict = 'expired';
    try {
      verdict = await this.#ask(call, question, signal);
    } finally {
      this.#session = answered(this.#session, call, verdict === 'approved');
    }
    return verdict;
  }
}
