import type { GateScope } from './decision.ts';
import { isInput } from './fields.ts';
import { type Refusal, refuse } from './refusal.ts';
import { TYPED_PREFIX, TYPED_TOOLS } from './rules.ts';

const TOOLS = new Map(
  Object.entries(TYPED_TOOLS).flatMap(([about, names]) => names.split(' ').map((name) => [name, about] as const)),
);
export const isMcpTool = (tool: string): boolean => tool.startsWith('mcp__');

/** Our own tools serve the containers of this escalation; what their other fields may be, they check themselves. */
export function judgeTyped(tool: string, input: unknown, { targets }: GateScope): Refusal | undefined {
  if (!tool.startsWith(TYPED_PREFIX)) return refuse('foreign_mcp', tool);
  const about = TOOLS.get(tool.slice(TYPED_PREFIX.length));
  if (about === undefined) return refuse('unknown_typed_tool', tool);
  if (!isInput(input)) return refuse('malformed_input');
  if (about === 'incident' && !Object.hasOwn(input, 'target')) return undefined;
  const target = Object.hasOwn(input, 'target') ? input.target : undefined;
  if (typeof target !== 'string') return refuse('malformed_input', 'target');
  return targets.includes(target) ? undefined : refuse('target_out_of_scope', target);
}
