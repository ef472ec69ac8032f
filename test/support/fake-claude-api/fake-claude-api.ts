import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import type { MessagesRequest, Reply, Script } from './script.ts';
import { eventsOf, messageFor } from './sse.ts';

export interface SeenRequest {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Of POST /v1/messages. */
  readonly body: MessagesRequest | undefined;
}

/**
 * A Messages API on loopback whose model follows a script, for the real Claude Code. It records every request, also those
 * that it does not know (404).
 */
export class FakeClaudeApi implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  readonly #server: Server;
  readonly #script: Script;
  readonly #attempts = new Map<number, number>();
  readonly #waiting: { count: number; done: () => void }[] = [];

  private constructor(script: Script) {
    this.#script = script;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(script: Script): Promise<FakeClaudeApi> {
    const api = new FakeClaudeApi(script);
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests to the model, the oldest first. */
  get asked(): readonly (SeenRequest & { readonly body: MessagesRequest })[] {
    return this.seen.filter((one): one is SeenRequest & { body: MessagesRequest } => one.body !== undefined);
  }

  /** Resolves when the model was asked that often. */
  async untilAsked(count: number): Promise<void> {
    if (this.asked.length >= count) return;
    await new Promise<void>((done) => this.#waiting.push({ count, done }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const { method = '', url = '', headers } = request;
    const text = await textOf(request).catch(() => undefined);
    // Whoever was ended in the middle of asking has not asked.
    if (text === undefined) return;
    const isMessages = method === 'POST' && url.split('?')[0] === '/v1/messages';
    const body = isMessages ? (JSON.parse(text) as MessagesRequest) : undefined;
    this.seen.push({ at, method, url, headers, body });
    for (const waiter of this.#waiting) if (this.asked.length >= waiter.count) waiter.done();
    if (body !== undefined) return this.#reply(body, response);
    response.writeHead(url.split('?')[0] === '/api/hello' ? 200 : 404).end();
  }

  #reply(body: MessagesRequest, response: ServerResponse): void {
    const turn = body.messages.filter(({ role }) => role === 'assistant').length;
    const attempt = (this.#attempts.get(turn) ?? 0) + 1;
    this.#attempts.set(turn, attempt);
    const id = `msg_${turn}`;
    send(response, id, body, this.#script(turn, attempt, body));
  }
}

function send(response: ServerResponse, id: string, body: MessagesRequest, reply: Reply): void {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'error') {
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      ...(reply.retryAfter === undefined ? {} : { 'retry-after': String(reply.retryAfter) }),
    });
    response.end(JSON.stringify({ type: 'error', error: { type: reply.type, message: `made up: ${reply.type}` } }));
    return;
  }
  if (reply.kind !== 'cut' && !('stream' in body && body.stream === true)) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(messageFor(id, body.model, reply)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (reply.kind === 'cut') {
    response.write(eventsOf(id, body.model, { kind: 'say', text: 'This answer ends in the mid' })[0]);
    // After what was written has left: cutting at once would drop it.
    response.write('', () => response.socket?.destroy());
    return;
  }
  response.end(eventsOf(id, body.model, reply).join(''));
}
