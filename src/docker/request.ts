import type { Readable } from 'node:stream';
import type { Client } from './client.ts';

/** One request as the engine's API documents it. */
export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Without version and query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
}

/** 304: it is so already. */
const FINE = { 200: true, 201: true, 204: true, 304: true };

/** For the requests that dockerode has no fitting method for: its own mix query and body, or collect what should stream. */
export function send(docker: Client, request: EngineRequest, abortSignal: AbortSignal): Promise<object> {
  return dial(docker, { ...pathOf(request), abortSignal, statusCodes: FINE }) as Promise<object>;
}

/** The same; the answer is handed out as it comes. Whoever reads it closes it. */
export function sendForStream(docker: Client, request: EngineRequest, abortSignal: AbortSignal): Promise<Readable> {
  return dial(docker, { ...pathOf(request), abortSignal, statusCodes: FINE, isStream: true }) as Promise<Readable>;
}

function dial(docker: Client, request: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(request, (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer)));
  });
}

/** An empty `_body` is none; a `?` at the end tells docker-modem to add the query. */
function pathOf({ method, path, query, body = {} }: EngineRequest): object {
  return {
    method,
    path: query === undefined ? path : `${path}?`,
    options: { _body: body, ...(query !== undefined && { _query: query }) },
  };
}
