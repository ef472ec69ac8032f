import type { RequestHandler } from 'express';
import { isLoopback } from '../config/listen.ts';
import { Problem } from './problem.ts';

/** True for a Host header that names this machine itself, with any port. */
export function namesThisMachine(host: string | undefined): boolean {
  const match = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(host ?? '');
  const name = match?.[1] ?? match?.[2];
  return name !== undefined && isLoopback(name.toLowerCase());
}

/**
 * On loopback reading is free, so a web page must not become "local" by letting its own name resolve to 127.0.0.1
 * (DNS rebinding): the browser still sends that name as Host.
 */
export const onlyLocalNames: RequestHandler = (request, _response, next) => {
  if (namesThisMachine(request.headers.host)) return next();
  next(
    new Problem(421, 'Unknown host name', 'Paramedic listens on loopback only and answers only to localhost.', {
      cure: 'Use http://localhost:PORT; behind a proxy let it send `Host: localhost`, or listen wide with a token.',
    }),
  );
};
