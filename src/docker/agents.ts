import http from 'node:http';
import https from 'node:https';
import { inspect } from 'node:util';
import type { EngineAddress } from './address.ts';
import { SshStream } from './ssh-stream.ts';

/**
 * docker-modem formats the options of every request for a debug line that nobody reads, agent and open sockets included.
 * Without a short description a sweep over 200 containers blocks the process for seconds.
 */
const SHORT = { [inspect.custom]: () => 'Agent' };

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
      return { kept: named(new http.Agent()), fresh: named(new http.Agent()) };
    case 'tcp':
      if (!address.tls) return { kept: named(new http.Agent()), fresh: named(new http.Agent()) };
      return {
        kept: named(new https.Agent({ keepAlive: true, maxFreeSockets: 16, timeout: IDLE_MS })),
        fresh: named(new https.Agent()),
      };
    case 'ssh': {
      const connect = () => new SshStream(address, sshCommand);
      const kept = new http.Agent({ keepAlive: true, maxSockets: maxSideBySide(address), maxFreeSockets: 4 });
      const fresh = new http.Agent({ maxSockets: 64 });
      return {
        kept: named(Object.assign(kept, { createConnection: connect })),
        fresh: named(Object.assign(fresh, { createConnection: connect })),
      };
    }
  }
}

const named = <A extends http.Agent>(agent: A): A => Object.assign(agent, SHORT);
