import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { readBody, rewriteBody } from './body.ts';
import { type Decision, decideRequest, type Switch } from './decide-request.ts';
import { problem } from './problem.ts';

export interface GateOptions {
  /** The engine's own socket. */
  readonly engine: string;
  /** Told once per refused endpoint: a client that repeats itself does not fill the log. */
  readonly onRefusal: (reason: string) => void;
  /** What is open besides the minimum. */
  readonly open?: ReadonlySet<Switch>;
}

type Allowed = Extract<Decision, { kind: 'allow' }>;

const MAX_REFUSALS_TOLD = 200;
/** Connection-bound headers belong to one side of the gate only. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer']);

/**
 * The monitor's way to the engine: an HTTP server that repeats allowed requests on the engine's socket and streams the
 * answers. Guarantees: a request is read by one strict parser and written anew (method, path, and a
 * body only where the rules name one; never the client's headers); no answer is buffered; a client that leaves ends its
 * request at the engine; connections are never handed through (no upgrade, no CONNECT).
 */
export function createGate({ engine, onRefusal, open = new Set() }: GateOptions): Server {
  const told = new Set<string>();
  const refuse = (response: ServerResponse, reason: string): void => {
    if (told.size < MAX_REFUSALS_TOLD && !told.has(reason)) {
      told.add(reason);
      onRefusal(reason);
    }
    problem(response, 403, 'Refused by the engine gate', reason);
  };

  const server = createServer({ insecureHTTPParser: false }, (incoming, response) => {
    const decision = decideRequest(incoming.method ?? '', incoming.url ?? '', open);
    if (decision.kind === 'deny') {
      incoming.resume();
      refuse(response, decision.reason);
    } else if (incoming.headers.upgrade !== undefined) {
      incoming.resume();
      refuse(response, 'upgraded connections are not handed through');
    } else {
      void passOn(incoming, decision);
    }

    async function passOn(from: IncomingMessage, allowed: Allowed): Promise<void> {
      // Also where none is passed on: clients send options as a body that the engine ignores.
      const body = await readBody(from).catch(() => undefined);
      const written = body && rewriteBody(allowed.body, body);
      if (response.destroyed) return;
      if (written !== undefined) forward(engine, allowed, written, response);
      else refuse(response, `${allowed.method} ${allowed.path.slice(0, 200)} does not pass with this body`);
    }
  });
  // The engine's streams have no end; only the head of a request has a deadline.
  server.headersTimeout = 10_000;
  server.requestTimeout = 20_000;
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

function forward(engine: string, { method, path }: Allowed, body: string, response: ServerResponse): void {
  const described =
    body === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const headers = { host: 'engine', connection: 'close', ...described };
  const upstream = request({ socketPath: engine, method, path, headers });
  upstream.on('response', (answer) => {
    const headers = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name));
    response.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
    // An event stream has headers long before its first byte.
    response.flushHeaders();
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  upstream.on('upgrade', (_answer, socket) => {
    socket.destroy();
    problem(response, 502, 'Engine not understood', 'the engine asked for an upgraded connection');
  });
  upstream.on('error', (error: NodeJS.ErrnoException) =>
    problem(
      response,
      502,
      'Engine unreachable',
      `the engine's socket ${engine} failed: ${error.code ?? error.message}`,
    ),
  );
  response.on('close', () => upstream.destroy());
  // In one piece: an engine that refuses at once closes its side, and its answer would be lost.
  upstream.end(body);
}
