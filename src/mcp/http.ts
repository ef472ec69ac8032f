import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpDeps } from './backend.ts';
import { localBackend } from './local-backend.ts';
import { createMcpServer } from './server.ts';

export interface HttpCaller {
  readonly name: string;
  readonly mayChange: boolean;
}

/**
 * MCP over streamable HTTP without sessions: each message is answered by itself, so a restart of the monitor loses nothing. Claims
 * belong to the name of the caller.
 */
export const serveMcpOverHttp =
  (deps: McpDeps, version: string) =>
  async (
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
    { name, mayChange }: HttpCaller,
  ): Promise<void> => {
    const server = createMcpServer(localBackend(deps, { who: `mcp:${name}`, mayChange }), version);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on('close', () => void server.close());
    await server.connect(transport as Transport);
    await transport.handleRequest(request, response, body);
  };
