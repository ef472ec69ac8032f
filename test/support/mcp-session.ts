import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

export interface Said {
  readonly text: string;
  readonly failed: boolean;
}

/** A session as Claude Code has it: the SDK's own client. */
export class McpSession implements AsyncDisposable {
  readonly client = new Client({ name: 'test', version: '1' });

  static async over(transport: Transport): Promise<McpSession> {
    const session = new McpSession();
    await session.client.connect(transport);
    return session;
  }

  static overHttp(url: string, headers: Record<string, string> = {}): Promise<McpSession> {
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } });
    return McpSession.over(transport as Transport);
  }

  async call(name: string, given: Record<string, unknown> = {}): Promise<Said> {
    const { content, isError } = await this.client.callTool({ name, arguments: given });
    const text = (content as { text: string }[]).map((part) => part.text).join('\n');
    return { text, failed: isError === true };
  }

  /** What it says when it does as asked. */
  async ok(name: string, given: Record<string, unknown> = {}): Promise<string> {
    const { text, failed } = await this.call(name, given);
    if (failed) throw new Error(`${name} failed: ${text}`);
    return text;
  }

  /** What it says when it does not. */
  async refused(name: string, given: Record<string, unknown> = {}): Promise<string> {
    const { text, failed } = await this.call(name, given);
    if (!failed) throw new Error(`${name} was done: ${text}`);
    return text;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client.close();
  }
}
