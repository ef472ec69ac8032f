import type { GateDecision, GateScope, ToolCall } from './decision.ts';
import { faultOfFields, type Input } from './fields.ts';
import { judgeBash } from './judge-bash.ts';
import { judgeRead, judgeSearch, judgeWrite } from './judge-files.ts';
import { isMcpTool, judgeTyped } from './judge-typed.ts';
import { asDecision, type Refusal, refuse } from './refusal.ts';
import type { ToolRule } from './rule.ts';
import { TOOLS, TOOLS_NOT_OFFERED } from './rules.ts';

const RULES = new Map(Object.entries(TOOLS));
const NOT_OFFERED = new Set(TOOLS_NOT_OFFERED.split(' '));

/**
 * May Claude Code make this call? Pure, and it never throws: whatever it cannot judge is denied. What is allowed is allowed
 * because a rule says so, never because no rule speaks against it.
 */
export function decideToolCall(call: ToolCall, scope: GateScope): GateDecision {
  try {
    const refusal = judge(call, scope);
    return refusal === undefined ? { kind: 'allow', rule: call.tool } : asDecision(refusal);
  } catch {
    return asDecision(refuse('gate_failed'));
  }
}

function judge(call: ToolCall, scope: GateScope): Refusal | undefined {
  const { tool, input } = call;
  if (typeof tool !== 'string') return refuse('unknown_tool');
  if (isMcpTool(tool)) return judgeTyped(tool, input, scope);
  const rule = RULES.get(tool);
  if (rule === undefined) return refuse(NOT_OFFERED.has(tool) ? 'tool_not_offered' : 'unknown_tool', tool);
  const fault = faultOfFields(rule.fields, input);
  if (fault !== undefined) return refuse(fault);
  return judgeByUse(rule, input as Input, call, scope);
}

function judgeByUse(rule: ToolRule, input: Input, call: ToolCall, scope: GateScope): Refusal | undefined {
  const around = { scope, resolved: call.resolved };
  switch (rule.use) {
    case 'bash':
      return judgeBash(input, around);
    case 'read':
      return judgeRead(rule, input, around);
    case 'list':
    case 'search':
      return judgeSearch(rule, input, around);
    case 'write':
      return judgeWrite(rule, input, call, around);
    case 'free':
      return undefined;
  }
}
