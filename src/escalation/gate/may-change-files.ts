import type { ToolCall } from './decision.ts';
import { isInput } from './fields.ts';
import { programOf } from './programs.ts';
import { TOOLS } from './rules.ts';
import { readShell, type SimpleCommand } from './shell-reader.ts';

/** Could an allowed call change what is in the workspace? When in doubt, yes. */
export function mayChangeFiles({ tool, input }: Pick<ToolCall, 'tool' | 'input'>): boolean {
  const use = Object.hasOwn(TOOLS, tool) ? TOOLS[tool]?.use : undefined;
  if (use !== 'bash') return use === 'write';
  const reading = readShell(isInput(input) ? String(input.command) : '');
  return reading.kind === 'refused' || reading.commands.some(changes);
}

function changes({ words }: SimpleCommand): boolean {
  const program = programOf(words);
  if (program.kind === 'listed') return program.rule.operands === 'changes' || program.rule.ask !== undefined;
  // What a person has just allowed is no reason to ask again for the same; what an operator allows could do anything.
  return program.kind === 'denied';
}
