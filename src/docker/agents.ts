import http from 'node:http';
import https from 'node:https';
import type { EngineAddress } from './address.ts';
import { guarded } from './guarded-agent.ts';
import { SshStream } from './ssh-stream.ts';

/** Idle connections are given up before the engine or a proxy in between does, so that hardly any is found dead at its next use. */
const IDLE_MS = 4_000;
/** So many wait for their next use; whatever asks for more side by side opens more for the time being. */
const MAX_IDLE = 16;

/** How many calls may be open at once. Through ssh each is a process here and a login there. */
export function maxSideBySide(address: EngineAddress): number {
  return address.kind === 'ssh' ? 16 : 256;
}

/**
 * `kept`: connections are used again, the last one used first; nothing waits for one but through ssh. `fresh`: one for each
 * call, for what must not be sent twice and so never goes over a connection that may just be closing, and for streams.
 */
export function makeAgents(
  address: EngineAddress,
  sshCommand: readonly string[],
): Record<'kept' | 'fresh', http.Agent> {
  const reuse = { keepAlive: true, maxFreeSockets: MAX_IDLE, timeout: IDLE_MS } as const;
  switch (address.kind) {
    case 'unix':
      return { kept: guarded(new http.Agent(reuse)), fresh: guarded(new http.Agent()) };
    case 'tcp': {
      const { Agent } = address.tls ? https : http;
      return { kept: guarded(new Agent(reuse)), fresh: guarded(new Agent()) };
    }
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
