import { createHash } from 'node:crypto';
import type { ToolCall } from './decision.ts';

const DEPTH = 32;

/**
 * The same for the same tool with the same input, whatever the order of its fields; undefined for an input that no tool
 * call could have, such as one in a circle.
 */
export function callKey({ tool, input }: Pick<ToolCall, 'tool' | 'input'>): string | undefined {
  try {
    const text = JSON.stringify([tool, canonical(input, 0)]);
    return createHash('sha256').update(text).digest('hex');
  } catch {
    return undefined;
  }
}

/** Fields as a sorted list of pairs, so that a list never equals an object. */
function canonical(value: unknown, depth: number): unknown {
  if (depth > DEPTH) throw new RangeError('too deep for the input of a tool');
  if (Array.isArray(value)) return ['list', ...value.map((entry) => canonical(entry, depth + 1))];
  if (typeof value !== 'object' || value === null) return [typeof value, value];
  const names = Object.keys(value).sort();
  return ['fields', ...names.map((name) => [name, canonical((value as Record<string, unknown>)[name], depth + 1)])];
}
