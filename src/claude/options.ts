import type { HookCallback, McpSdkServerConfigWithInstance, Options } from '@anthropic-ai/claude-agent-sdk';
import { cwdOf } from '../escalation/gate/paths.ts';
import type { LaunchOrder } from '../escalation/launch.ts';
import { REPORT_SCHEMA } from '../escalation/report.ts';
import { hookTimeoutS } from './hook.ts';
import { TOOL_SERVER } from './tools.ts';

/** The tools that a run has besides ours; the gate decides on each call of them. */
const TOOLS = ['Read', 'Glob', 'Grep', 'Edit', 'Write', 'Bash'];

/** A second line behind the gate: denied by Claude Code itself, whatever a hook says. It is no sandbox: `sh -c` passes it. */
const NEVER = [
  'Task',
  'Agent',
  'WebFetch',
  'WebSearch',
  'NotebookEdit',
  'Skill',
  'AskUserQuestion',
  'Bash(sudo:*)',
  'Bash(su:*)',
  'Bash(docker:*)',
  'Bash(git push:*)',
  'Bash(git remote:*)',
  'Bash(git config:*)',
  'Bash(claude:*)',
];

export interface OptionParts {
  readonly environment: Readonly<Record<string, string>>;
  readonly keyCommand: string;
  readonly hook: HookCallback;
  readonly toolServer: McpSdkServerConfigWithInstance;
  readonly spawn: NonNullable<Options['spawnClaudeCodeProcess']>;
}

/**
 * How Claude Code is launched. Nothing in `allowedTools`: only the hook allows. `dontAsk` denies what no hook has allowed.
 * Nothing of the workspace is run or read at the start (settings, hooks, `.mcp.json`, CLAUDE.md, `@file`): whoever can
 * write there could else launch what they like.
 */
export function optionsOf(order: LaunchOrder, parts: OptionParts): Options {
  return {
    cwd: cwdOf(order.scope),
    pathToClaudeCodeExecutable: order.program,
    spawnClaudeCodeProcess: parts.spawn,
    env: { ...parts.environment },
    ...(order.model === undefined ? {} : { model: order.model }),
    permissionMode: 'dontAsk',
    permissionPrompts: 'none',
    settingSources: [],
    settings: { apiKeyHelper: parts.keyCommand },
    strictMcpConfig: true,
    mcpServers: { [TOOL_SERVER]: parts.toolServer },
    skills: [],
    verbatimPrompts: true,
    tools: TOOLS,
    disallowedTools: NEVER,
    maxTurns: order.limits.maxTurns,
    maxBudgetUsd: order.limits.maxUsd,
    outputFormat: { type: 'json_schema', schema: { ...REPORT_SCHEMA } },
    systemPrompt: { type: 'preset', preset: 'claude_code', append: order.systemPrompt },
    hooks: {
      PreToolUse: [{ hooks: [parts.hook], timeout: hookTimeoutS(order.limits.approvalMs), onFailure: 'block' }],
    },
  };
}
