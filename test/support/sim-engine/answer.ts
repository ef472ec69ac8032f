import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADERS = {
  'Api-Version': '1.41',
  'Docker-Experimental': 'false',
  Ostype: 'linux',
  Server: 'Docker/20.10.24 (linux)',
} as const;

/** A refusal of the engine: status and message, as it says them. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function json(response: ServerResponse, body: object | string | Buffer, status = 200): void {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...HEADERS,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(bytes),
  });
  response.end(bytes);
}

export function empty(response: ServerResponse, status = 204): void {
  response.writeHead(status, HEADERS);
  response.end();
}

/** Headers now, the rest as it comes. */
export function open(response: ServerResponse, contentType: string): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': contentType });
  response.flushHeaders();
}

export const refuse = (response: ServerResponse, refusal: Refusal): void =>
  json(response, { message: refusal.message }, refusal.status);

export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

/** One frame of a container without a TTY. */
export function frame(stream: 1 | 2, text: string): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}
