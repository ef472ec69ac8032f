import type { CliDeps } from './deps.ts';
import { Session } from './session.ts';

/** As long as a restart or a clean-up command may take, and some more. */
const TIMEOUT_MS = 200_000;

interface Answer {
  readonly result?: { readonly content?: readonly { readonly text?: string }[]; readonly isError?: boolean };
  readonly error?: { readonly message?: string };
}

/** `paramedic mcp`: the tools on standard input and output; the running monitor carries them out. */
export async function mcp(deps: CliDeps, name: string = deps.userName()): Promise<number> {
  return new Session(deps).withMonitor(async (client) => {
    await deps.serveMcp({
      call: async (tool, given) => {
        const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: given } };
        const headers = { accept: 'application/json, text/event-stream', 'x-paramedic-name': name };
        const { result, error } = await client.send<Answer>('POST', '/mcp', body, { headers, timeoutMs: TIMEOUT_MS });
        const text = (result?.content ?? []).map((part) => part.text ?? '').join('\n');
        return { text: error?.message ?? text, failed: error !== undefined || result?.isError === true };
      },
    });
    return 0;
  });
}
