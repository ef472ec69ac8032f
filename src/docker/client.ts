import type { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import Dockerode from 'dockerode';
import type { EngineAddress } from './address.ts';
import type { Certificates } from './certificates.ts';
import type { EngineInfo, EngineVersion, InspectedContainer, ListedContainer, RawStats } from './vendor.ts';

interface Abortable {
  abortSignal: AbortSignal;
}

interface ClientContainer {
  inspect(options: Abortable): Promise<InspectedContainer>;
  restart(options: Abortable & { t: number }): Promise<unknown>;
  stats(options: Abortable & { stream: false; 'one-shot': true }): Promise<RawStats>;
}

/** dockerode as far as we use it; the types published for it know no abort signal on several calls. */
export interface Client {
  readonly modem: {
    /** The prefix of every path, for example `v1.41`. */
    version: string | undefined;
    dial(request: object, callback: (error: unknown, answer: unknown) => void): void;
  };
  ping(options: Abortable): Promise<unknown>;
  version(options: Abortable): Promise<EngineVersion>;
  info(options: Abortable): Promise<EngineInfo>;
  listContainers(options: Abortable & { all: true }): Promise<ListedContainer[]>;
  getContainer(id: string): ClientContainer;
  getEvents(options: Abortable & { filters: object; since: number | undefined }): Promise<Readable>;
}

/** Every option is named, also the undefined ones: docker-modem fills what is missing from the environment. */
export function makeClient(address: EngineAddress, certificates: Certificates, agent: Agent): Client {
  const unset = { socketPath: undefined, host: undefined, port: undefined, timeout: undefined };
  const security = { ca: undefined, cert: undefined, key: undefined, ...certificates };
  const options = { ...unset, ...security, pathPrefix: '/', protocol: 'http', agent, ...placeOf(address) };
  return new Dockerode(options as Dockerode.DockerOptions) as unknown as Client;
}

function placeOf(address: EngineAddress): object {
  switch (address.kind) {
    case 'unix':
      return { socketPath: address.path };
    case 'tcp': {
      const host = address.host.includes(':') ? `[${address.host}]` : address.host;
      return { host, port: address.port, protocol: address.tls ? 'https' : 'http' };
    }
    case 'ssh':
      // Only a name for the Host header: the agent's connections lead to the engine.
      return { host: 'engine.invalid', port: 80 };
  }
}
