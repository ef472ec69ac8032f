import { ParamedicError } from '../base/errors.ts';
import type { Caller, McpDeps, ToolBackend } from './backend.ts';
import { TOOLS } from './tools.ts';

/** The tools carried out by this very monitor. Without the token only those that change nothing. */
export const localBackend = (deps: McpDeps, caller: Caller): ToolBackend => ({
  call: async (name, given) => {
    const tool = TOOLS.find((known) => known.name === name);
    if (tool === undefined) throw new ParamedicError('no_such_tool', `There is no tool ${name}.`);
    if (!tool.reads && !caller.mayChange) {
      throw new ParamedicError('no_token_set', 'Changes need a token, and this Paramedic has none.', {
        cure: 'Set PARAMEDIC_TOKEN (or PARAMEDIC_TOKEN_FILE) for the monitor and for `paramedic mcp`, and start both again.',
      });
    }
    return { text: await tool.run(given, { deps, caller }), failed: false };
  },
});
