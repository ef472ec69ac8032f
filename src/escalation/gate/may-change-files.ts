import type { ToolCall } from './decision.ts';
import { isInput } from './fields.ts';
import { pathOperands } from './judge-operands.ts';
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

const CHANGING: ReadonlySet<string> = new Set(['changes', 'removals']);

function changes({ words }: SimpleCommand): boolean {
  const program = programOf(words);
  if (program.kind === 'listed') return CHANGING.has(program.rule.operands) || program.rule.ask !== undefined;
  // What a person has just allowed is no reason to ask again for the same; what an operator allows could do anything.
  return program.kind === 'denied';
}

/** Are there paths that lead somewhere else by the time they are used? A command before them may have moved a link there. */
export function looksBehindChange(commands: readonly SimpleCommand[]): boolean {
  const first = commands.findIndex((command) => changes(command) || programOf(command.words).kind === 'asked');
  return first >= 0 && commands.slice(first + 1).some(namesFiles);
}

/** git does not follow links; what is not listed is a person's or an operator's to know. */
function namesFiles({ words }: SimpleCommand): boolean {
  const program = programOf(words);
  if (program.kind !== 'listed' || program.name.startsWith('git ')) return false;
  return program.rule.operands === 'tests' || pathOperands(program.rule, program.rest).length > 0;
}
