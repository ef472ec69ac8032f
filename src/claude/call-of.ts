import { readFile, realpath, stat } from 'node:fs/promises';
import type { PreToolUseHookInput } from '@anthropic-ai/claude-agent-sdk';
import type { ToolCall } from '../escalation/gate/decision.ts';
import { cwdOf } from '../escalation/gate/paths.ts';
import type { LaunchOrder } from '../escalation/launch.ts';
import { resolvePath } from './resolve-path.ts';

/** The gate judges a change by the text before it; nobody repairs a configuration larger than that by hand. */
const MAX_TEXT_BYTES = 1_024 * 1_024;

/**
 * The call as the gate needs it: with where its paths lead, and with the text of the files that it would change. Throws when
 * Claude Code is in another folder than the one where the gate lets relative paths begin.
 */
export async function callOf(
  { tool_name: tool, tool_input: input, cwd }: Pick<PreToolUseHookInput, 'tool_name' | 'tool_input' | 'cwd'>,
  { gate, scope }: Pick<LaunchOrder, 'gate' | 'scope'>,
  home: string,
): Promise<ToolCall> {
  if ((await realpath(cwd)) !== cwdOf(scope)) throw new Error('the call comes from another folder than the workspace');
  const resolved = new Map<string, string | undefined>();
  for (const path of gate.pathsOf({ tool, input })) resolved.set(path, await resolvePath(path, { cwd, home }));
  const call: ToolCall = { tool, input, resolved };
  const before = new Map<string, string | undefined>();
  for (const path of gate.textsOf(call)) before.set(path, await textOf(resolved.get(path)));
  return { ...call, before };
}

/** '' for a file that is not there; undefined for what is no plain text file of a sensible size. */
async function textOf(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > MAX_TEXT_BYTES) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : undefined;
  }
}
