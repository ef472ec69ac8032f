import type { ToolCall } from './decision.ts';
import { faultOfFields, type Input } from './fields.ts';
import { pathsOfCommand } from './judge-bash.ts';
import { pathsOfFields, textsOfFields } from './judge-files.ts';
import type { ToolRule } from './rule.ts';
import { TOOLS } from './rules.ts';

const RULES = new Map(Object.entries(TOOLS));

/**
 * The paths as written that the shell around the gate has to follow to where they really lead, before it asks for a decision:
 * every link, part by part as the kernel does, also one whose goal is not there; what does not exist yet stays as it is.
 * Relative ones begin in `cwdOf(scope)`. Never throws; of a call that will be denied anyway it may name nothing.
 */
export function pathsOf(call: Pick<ToolCall, 'tool' | 'input'>): readonly string[] {
  return forCall(call, (rule, input) =>
    rule.use === 'bash' ? pathsOfCommand(String(input.command)) : pathsOfFields(rule, input),
  );
}

/** Of these, the files whose text (`ToolCall.before`) has to be known as well; `resolved` is filled in by now. */
export function textsOf(call: ToolCall): readonly string[] {
  return forCall(call, (rule, input) => textsOfFields(rule, input, call));
}

function forCall(
  { tool, input }: Pick<ToolCall, 'tool' | 'input'>,
  list: (rule: ToolRule, input: Input) => readonly string[],
): readonly string[] {
  try {
    const rule = RULES.get(tool);
    return rule === undefined || faultOfFields(rule.fields, input) !== undefined ? [] : list(rule, input as Input);
  } catch {
    return [];
  }
}
