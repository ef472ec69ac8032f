import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import { isLoopback } from '../config/listen.ts';
import { createApplication } from './application.ts';
import type { Sources } from './route.ts';

/** How long requests under way may take to end when we stop. */
const STOP_GRACE_MS = 2_000;

export interface HttpServerOptions extends Sources {
  config: Pick<Config, 'listen' | 'token'>;
  logger: Logger;
}

export interface HttpServer extends Service {
  /** Where it listens; with the real port when 0 was asked for. Only between start and stop. */
  address(): { host: string; port: number; url: string };
}

/** Throws ParamedicError `listen_without_token`: whoever listens wide must ask for a token. */
export function createHttpServer({ config, ...options }: HttpServerOptions): HttpServer {
  const { listen, token } = config;
  const loopbackOnly = isLoopback(listen.host);
  if (!loopbackOnly && token === undefined) {
    throw new ParamedicError('listen_without_token', `Paramedic would listen on ${listen.host} without a token.`, {
      cure: 'Set PARAMEDIC_TOKEN (or PARAMEDIC_TOKEN_FILE), or listen on 127.0.0.1.',
    });
  }
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 20_000, maxHeaderSize: 16_384 },
    createApplication({ ...options, token, loopbackOnly }),
  );
  // Such as no more file descriptors for one more connection: the others go on.
  server.on('error', (error) => options.logger.error('http_server_failed', { error: messageOf(error) }));
  return {
    name: 'http',
    start: () => startListening(server, listen),
    stop: () => stopListening(server, options),
    address: () => {
      const { address: host, port, family } = server.address() as AddressInfo;
      return { host, port, url: `http://${family === 'IPv6' ? `[${host}]` : host}:${port}` };
    },
  };
}

async function startListening(server: Server, { host, port }: Config['listen']): Promise<void> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const why = taken ? 'the port is taken' : messageOf(error);
    throw new ParamedicError('cannot_listen', `Cannot listen on ${host}:${port}: ${why}.`, {
      cure: `${taken ? 'Stop what listens there (perhaps another Paramedic)' : 'Choose an address of this machine'}, or set PARAMEDIC_LISTEN.`,
      cause: error,
    });
  }
}

async function stopListening(server: Server, { clock }: Pick<Sources, 'clock'>): Promise<void> {
  if (!server.listening) return;
  const closed = new AbortController();
  server.close(() => closed.abort());
  server.closeIdleConnections();
  await clock.sleep(STOP_GRACE_MS, closed.signal);
  server.closeAllConnections();
}
