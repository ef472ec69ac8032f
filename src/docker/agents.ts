import http from 'node:http';
import https from 'node:https';
import { inspect } from 'node:util';
import type { EngineAddress } from './address.ts';
import { SshStream } from './ssh-stream.ts';

/** Idle connections are given up before the engine or a proxy in between does, so that none is found dead at its next use. */
const IDLE_MS = 4_000;

/** How many calls may be open at once. Through ssh each is a process here and a login there. */
export function maxSideBySide(address: EngineAddress): number {
  return address.kind === 'ssh' ? 16 : 256;
}

/**
 * Where a connection is dear (TLS, ssh) `kept` ones are used again. A local or plain one costs as little as finding a kept one,
 * and what must not be sent twice never goes over a connection that may just be closing.
 */
export function makeAgents(
  address: EngineAddress,
  sshCommand: readonly string[],
): Record<'kept' | 'fresh', http.Agent> {
  switch (address.kind) {
    case 'unix':
      return { kept: guarded(new http.Agent()), fresh: guarded(new http.Agent()) };
    case 'tcp':
      if (!address.tls) return { kept: guarded(new http.Agent()), fresh: guarded(new http.Agent()) };
      return {
        kept: guarded(new https.Agent({ keepAlive: true, maxFreeSockets: 16, timeout: IDLE_MS })),
        fresh: guarded(new https.Agent()),
      };
    case 'ssh': {
      const connect = () => new SshStream(address, sshCommand);
      const kept = new http.Agent({ keepAlive: true, maxSockets: maxSideBySide(address), maxFreeSockets: 4 });
      const fresh = new http.Agent({ maxSockets: 64 });
      return {
        kept: guarded(Object.assign(kept, { createConnection: connect })),
        fresh: guarded(Object.assign(fresh, { createConnection: connect })),
      };
    }
  }
}

const brokenOff = () => Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' });

interface RequestTaker {
  addRequest(request: http.ClientRequest, ...rest: unknown[]): void;
}

/**
 * Guards against docker-modem, which
 * - formats the options of every request for a debug line that nobody reads, agent and open sockets included: without a short
 *   description a sweep over 200 containers blocks the process for seconds;
 * - follows redirects in a way that throws where nobody can catch it: an engine sends none, so nobody gets a second request;
 * - waits for ever for the rest of an answer that broke off.
 */
function guarded<A extends http.Agent>(agent: A): A {
  const taker = agent as unknown as RequestTaker;
  const addRequest = taker.addRequest;
  taker.addRequest = (request, ...rest) => {
    request.prependOnceListener('response', (response) => {
      delete response.headers.location;
      response.once('close', () => {
        if (!response.complete) request.emit('error', brokenOff());
      });
    });
    addRequest.call(agent, request, ...rest);
  };
  return Object.assign(agent, { [inspect.custom]: () => 'Agent' });
}
