import { GATE_ENVIRONMENT } from '../escalation/gate/environment.ts';
import type { LaunchOrder } from '../escalation/launch.ts';
import { MARKER } from './proc.ts';

/** The longest that one command or one typed tool may take; shorter than the silence that ends a run. */
export const toolTimeoutMs = (silenceMs: number): number => Math.min(240_000, Math.floor(silenceMs * 0.8));

/** Waiting for one answer of the API: a hanging one is noticed and asked again before the run counts as silent. */
const apiTimeoutMs = (silenceMs: number): number => Math.min(120_000, Math.floor(silenceMs * 0.8));

/**
 * The whole environment of a run, made up: nothing of the worker's own is handed on. The key is not in it, since every
 * command that Claude Code runs inherits these. What the order adds cannot replace what is set here.
 */
export function environmentOf(
  order: Pick<LaunchOrder, 'runId' | 'path' | 'baseUrl' | 'limits' | 'variables'>,
  folders: { readonly home: string; readonly temporary: string },
): Record<string, string> {
  const { limits } = order;
  const longest = String(toolTimeoutMs(limits.silenceMs));
  return {
    ...order.variables,
    ...GATE_ENVIRONMENT,
    [MARKER]: order.runId,
    HOME: folders.home,
    TMPDIR: folders.temporary,
    CLAUDE_CODE_TMPDIR: folders.temporary,
    PATH: order.path,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    ...(order.baseUrl === undefined ? {} : { ANTHROPIC_BASE_URL: order.baseUrl }),
    API_TIMEOUT_MS: String(apiTimeoutMs(limits.silenceMs)),
    CLAUDE_CODE_MAX_RETRIES: '2',
    // The helper is asked once; its file is gone after the first answer.
    CLAUDE_CODE_API_KEY_HELPER_TTL_MS: '86400000',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // Else a command that takes too long goes on behind our back, and a second result comes.
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
    CLAUDE_CODE_DISABLE_CLAUDE_MDS: '1',
    CLAUDE_CODE_DISABLE_CRON: '1',
    // Relative paths then mean the same to every call and to the gate.
    CLAUDE_BASH_MAINTAIN_PROJECT_WORKING_DIR: '1',
    BASH_DEFAULT_TIMEOUT_MS: String(Math.min(120_000, toolTimeoutMs(limits.silenceMs))),
    BASH_MAX_TIMEOUT_MS: longest,
    MCP_TOOL_TIMEOUT: longest,
    DISABLE_AUTOUPDATER: '1',
  };
}
