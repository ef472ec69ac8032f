import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { ToolBackend } from './backend.ts';
import { createMcpServer } from './server.ts';

/** Serves MCP on standard input and output until the other side closes them. */
export async function serveMcpOverStdio(backend: ToolBackend, version: string): Promise<void> {
  const server = createMcpServer(backend, version);
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
