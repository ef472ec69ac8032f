import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { EngineNeed } from '../containers/permissions.ts';
import type { Census, EngineFacts, Sampler, StreamListener } from '../containers/ports.ts';
import type { Hands, SceneReader } from '../healing/ports.ts';
import type { LogSource } from '../probes/ports.ts';
import { DockerCensus } from './census.ts';
import { Connection, type ConnectOptions } from './connection.ts';
import { EventStream } from './event-stream.ts';
import { DockerHands } from './hands.ts';
import { DockerLogSource } from './log-source.ts';
import { logsTail } from './logs-tail.ts';
import { deniedEndpoints } from './permissions.ts';
import { DockerSampler } from './sampler.ts';
import { DockerSceneReader } from './scene-reader.ts';

const TAIL_CAP_BYTES = 64 * 1024;

/** One Docker engine, as far as Paramedic deals with it. */
export interface Engine {
  census: Census;
  sampler: Sampler;
  hands: Hands;
  /** What a container looked like before an act. */
  scene: SceneReader;
  logs: LogSource;
  /** The last lines that a container wrote, at most 64 KiB. */
  logsTail(id: string, lines: number): Promise<string>;
  /** One stream for one listener; `start` it, and `stop` it before `close`. */
  stream(listener: StreamListener, lookBackMs?: number): EventStream;
  /** Asks the engine who it is, and what time it has (ms since the epoch; undefined when it does not tell). */
  introduce(): Promise<{ facts: EngineFacts; engineNow: number | undefined }>;
  /** Which endpoints for these needs would be refused, as a person would allow them in a socket proxy; changes nothing. */
  denied(needs: readonly EngineNeed[]): Promise<readonly string[]>;
  /** Ends all idle connections. */
  close(): void;
}

/**
 * Opens no connection by itself: an engine that is away is an error of the calls, not of the start. Throws ParamedicError
 * `engine_address` and `engine_certificates`, which no waiting mends.
 */
export function openEngine(options: ConnectOptions & { clock: Clock; logger: Logger }): Engine {
  const { clock, logger } = options;
  const connection = new Connection(options);
  return {
    census: new DockerCensus(connection),
    sampler: new DockerSampler(connection, clock),
    hands: new DockerHands(connection, clock),
    scene: new DockerSceneReader(connection),
    logs: new DockerLogSource(connection),
    logsTail: (id, lines) => logsTail(connection, id, { lines, maxBytes: TAIL_CAP_BYTES }),
    stream: (listener, lookBackMs) => new EventStream({ connection, listener, clock, logger, lookBackMs }),
    denied: (needs) => deniedEndpoints(connection, needs),
    introduce: () => connection.introduce(),
    close: () => connection.close(),
  };
}
