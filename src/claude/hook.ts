import type { HookCallback, HookInput, HookJSONOutput, PreToolUseHookInput } from '@anthropic-ai/claude-agent-sdk';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { ToolCall } from '../escalation/gate/decision.ts';
import type { LaunchOrder } from '../escalation/launch.ts';
import type { Denial } from '../escalation/run.ts';
import { callOf } from './call-of.ts';
import { withDeadline } from './deadline.ts';

/** To decide without a person: paths are looked up, rules are read. */
const DECIDE_MS = 10_000;
/** For whoever asks a person to notice that the time is over, before we do. */
const ASK_MARGIN_MS = 15_000;
/** A hook that outlasts Claude Code's own patience is taken out of our hands: ours has to end first. */
const HOOK_MARGIN_MS = 60_000;

interface GateWatch {
  /** A person is asked from `true` on until `false`. */
  waiting(forApproval: boolean): void;
  denied(denial: Denial, callId: string | undefined): void;
  /** The gate wants the run ended. */
  stop(denial: Denial): void;
}

export interface GateHookDeps {
  readonly order: Pick<LaunchOrder, 'scope' | 'gate' | 'limits' | 'signal'>;
  /** HOME of the run. */
  readonly home: string;
  /** The API has answered, or there would be no call: no command may find the key on the disk. */
  readonly forgetKey: () => Promise<void>;
  readonly clock: Clock;
  readonly watch: GateWatch;
}

type Answer =
  | { readonly kind: 'allow'; readonly why: string }
  | { readonly kind: 'deny'; readonly denial: Denial; readonly message: string };

/** How long Claude Code has to wait for the hook, in seconds. */
export const hookTimeoutS = (approvalMs: number): number =>
  Math.ceil((DECIDE_MS + approvalMs + ASK_MARGIN_MS + HOOK_MARGIN_MS) / 1_000);

/**
 * The only source of an "allow", called before every tool call. Everything that goes wrong is a "deny": a gate that throws or
 * takes too long, an input of another shape, a call from a sub-agent, a person who does not answer.
 */
export function createGateHook(deps: GateHookDeps): HookCallback {
  return async (input, callId) => {
    const tool = 'tool_name' in input && typeof input.tool_name === 'string' ? input.tool_name : 'unknown';
    const answer = await answerTo(input, tool, deps).catch(
      (error: unknown): Answer => deny(tool, 'gate_failed', messageOf(error)),
    );
    if (answer.kind === 'deny') deps.watch.denied(answer.denial, callId);
    return output(answer);
  };
}

async function answerTo(input: HookInput, tool: string, deps: GateHookDeps): Promise<Answer> {
  if (!isToolCall(input)) return deny(tool, 'not_a_tool_call', 'this is no tool call');
  if (input.agent_id !== undefined) return deny(tool, 'subagent', 'sub-agents may not use tools');
  await deps.forgetKey();
  const { call, decision } = await judge(input, deps);
  switch (decision.kind) {
    case 'allow':
      return { kind: 'allow', why: decision.rule };
    case 'deny':
      return deny(tool, decision.reason, decision.message);
    case 'stop':
      deps.watch.stop({ tool, reason: decision.reason });
      return deny(tool, decision.reason, decision.message);
    case 'ask':
      return ask(input, call, decision, deps);
    default:
      return deny(tool, 'gate_failed', 'the gate gave no decision');
  }
}

function judge(input: PreToolUseHookInput, { order, home, clock }: GateHookDeps) {
  return withDeadline('the gate', DECIDE_MS, clock, async () => {
    const call = await callOf(input, order, home);
    return { call, decision: await order.gate.judge(call) };
  });
}

async function ask(
  input: PreToolUseHookInput,
  call: ToolCall,
  question: { reason: string; message: string },
  deps: GateHookDeps,
): Promise<Answer> {
  const { order, clock, watch } = deps;
  watch.waiting(true);
  try {
    const verdict = await withDeadline('the answer', order.limits.approvalMs + ASK_MARGIN_MS, clock, (over) =>
      order.gate.ask(call, question, AbortSignal.any([over, order.signal])),
    );
    if (verdict === 'denied') return deny(call.tool, question.reason, `${question.message} A person has denied it.`);
    if (verdict !== 'approved')
      return deny(call.tool, question.reason, `${question.message} Nobody approved it in time.`);
  } finally {
    watch.waiting(false);
  }
  // Links and files may have changed while the person thought: the yes was to what the call meant then.
  const { decision } = await judge(input, deps);
  if (decision.kind === 'allow') return { kind: 'allow', why: `approved: ${question.reason}` };
  return deny(call.tool, 'changed_meanwhile', 'What this call would do has changed since it was approved.');
}

const deny = (tool: string, reason: string, message: string): Answer => ({
  kind: 'deny',
  denial: { tool, reason },
  message,
});

const output = (answer: Answer): HookJSONOutput => ({
  hookSpecificOutput: {
    hookEventName: 'PreToolUse',
    permissionDecision: answer.kind,
    permissionDecisionReason:
      answer.kind === 'allow' ? answer.why : `Denied (${answer.denial.reason}): ${answer.message}`,
  },
});

const isToolCall = (input: HookInput): input is PreToolUseHookInput =>
  input.hook_event_name === 'PreToolUse' &&
  typeof input.tool_name === 'string' &&
  input.tool_name !== '' &&
  typeof input.cwd === 'string';
