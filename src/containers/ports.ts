import type { Container, ContainerSummary } from './container.ts';
import type { EngineEvent } from './event.ts';
import type { HostSample, ResourceSample } from './sample.ts';

/** The census: who is there, and how are they. Every call has a deadline; a missing container is `undefined`, not an error. */
export interface Census {
  /** All containers, whatever their state; throws ParamedicError `engine_unreachable` | `engine_timeout` | `engine_denied`. */
  list(): Promise<ContainerSummary[]>;
  inspect(id: string): Promise<Container | undefined>;
}

/** What the event stream tells its one reader. Both callbacks return at once: a slow reader slows the whole engine. */
export interface StreamListener {
  onEvent(event: EngineEvent): void;
  /** Called after every (re)connect, with the engine's facts: the reader re-lists, for events may be missing. */
  onConnected(engine: EngineFacts): void;
  /** Called once per loss (also once when the first connect fails); the stream keeps trying by itself. */
  onDisconnected(reason: string): void;
}

export interface EngineFacts {
  /** The host's name as the engine knows it. */
  host: string;
  version: string;
  apiVersion: string;
}

export interface Sampler {
  /** Samples these running containers side by side. A container that cannot be sampled is missing from the answer. */
  sample(ids: readonly string[]): Promise<Map<string, ResourceSample>>;
}

export interface HostProbe {
  sample(): Promise<HostSample>;
}
