import type http from 'node:http';
import { inspect } from 'node:util';

const brokenOff = () => Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' });

/** The connection was closed under our request: the other side had just given it up, and has not answered. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);
const stale = new WeakSet<object>();

/**
 * The request, a GET, went over a kept connection that turned out to be dead before a byte of an answer came: it says nothing of
 * the engine, and may be sent again over another connection.
 */
export const isStale = (error: unknown): boolean => typeof error === 'object' && error !== null && stale.has(error);

interface RequestTaker {
  addRequest(request: http.ClientRequest, ...rest: unknown[]): void;
}

/**
 * Tells apart what a stale connection costs (`isStale`), and guards against docker-modem, which
 * - formats the options of every request for a debug line that nobody reads, agent and open sockets included: without a short
 *   description a sweep over 200 containers blocks the process for seconds;
 * - follows redirects in a way that throws where nobody can catch it: an engine sends none, so nobody gets a second request;
 * - waits for ever for the rest of an answer that broke off.
 */
export function guarded<A extends http.Agent>(agent: A): A {
  const taker = agent as unknown as RequestTaker;
  const addRequest = taker.addRequest;
  taker.addRequest = (request, ...rest) => {
    let answered = false;
    request.prependOnceListener('response', (response) => {
      answered = true;
      delete response.headers.location;
      response.once('close', () => {
        if (!response.complete) request.emit('error', brokenOff());
      });
    });
    request.prependOnceListener('error', (error: NodeJS.ErrnoException) => {
      const mayRepeat = request.method === 'GET' && request.reusedSocket && !answered;
      if (mayRepeat && CLOSED.has(error.code ?? '')) stale.add(error);
    });
    addRequest.call(agent, request, ...rest);
  };
  return Object.assign(agent, { [inspect.custom]: () => 'Agent' });
}
