import type { ToolCall } from './decision.ts';
import { fieldsOf, type Input, type Replacement } from './fields.ts';
import { fileKinds } from './file-kind.ts';
import { judgeContent, type TextChange } from './judge-content.ts';
import { judgePath, type Surroundings } from './paths.ts';
import { protectionOf } from './protected.ts';
import { type Refusal, refuse, strictest } from './refusal.ts';
import type { ToolRule } from './rule.ts';

/** The paths that an input names, by the rule of its tool. */
export function pathsOfFields(rule: ToolRule, input: Input): readonly string[] {
  const named = fieldsOf(rule.fields).filter(({ type }) => type === 'path');
  return named.map(({ name }) => input[name]).filter((value) => typeof value === 'string');
}

export function judgeRead(rule: ToolRule, input: Input, around: Surroundings): Refusal | undefined {
  return strictest(pathsOfFields(rule, input).map((path) => judgePath(path, 'read', around)));
}

/** A search begins in its folder, else where commands run; its patterns name files below it. */
export function judgeSearch(rule: ToolRule, input: Input, around: Surroundings): Refusal | undefined {
  const access = rule.use === 'list' ? 'names' : 'read';
  const places = pathsOfFields(rule, input).map((path) => judgePath(path, access, around));
  const patterns = fieldsOf(rule.fields).filter(({ type }) => type === 'pattern');
  return strictest([...places, ...patterns.map(({ name }) => judgePattern(input[name], access))]);
}

/** Wherever the folder is, a pattern must not lead out of it, and not ask for what is not read. */
function judgePattern(pattern: unknown, access: 'names' | 'read'): Refusal | undefined {
  if (typeof pattern !== 'string') return undefined;
  if (/(?:^|[{,!\s])[/~]|(?:^|[/{,!\s])\.\.(?:[/},\s]|$)/.test(pattern)) return refuse('outside', pattern);
  if (access === 'names' || pattern.startsWith('!')) return undefined;
  const named = protectionOf(pattern.split(/[/{},!\s]+/).join('/'))?.read;
  return named === undefined ? undefined : refuse(named, pattern);
}

export function judgeWrite(rule: ToolRule, input: Input, call: ToolCall, around: Surroundings): Refusal | undefined {
  for (const path of pathsOfFields(rule, input)) {
    const fault = judgePath(path, 'write', around);
    const content = judgeContent(kindsOf(path, call), call.before?.get(path), changeOf(input), path);
    const worst = strictest([fault, content]);
    if (worst !== undefined) return worst;
  }
  return undefined;
}

/** Whose text has to be known before a call can be judged. */
export function textsOfFields(rule: ToolRule, input: Input, call: ToolCall): readonly string[] {
  return rule.use === 'write' ? pathsOfFields(rule, input).filter((path) => kindsOf(path, call).length > 0) : [];
}

/** By its name, and by the name of what it really is. */
function kindsOf(path: string, { resolved }: ToolCall) {
  return [...new Set([...fileKinds(path), ...fileKinds(resolved.get(path) ?? path)])];
}

/** The fields have been checked by then. */
function changeOf(input: Input): TextChange {
  const whole = input.content ?? input.new_source;
  if (typeof whole === 'string') return { content: whole };
  const edits = Array.isArray(input.edits) ? input.edits : [input];
  return { edits: edits as readonly Replacement[] };
}
