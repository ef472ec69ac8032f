import type { Readable } from 'node:stream';
import { backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';
import type { EngineEvent } from '../containers/event.ts';
import type { StreamListener } from '../containers/ports.ts';
import type { Connection, Introduction } from './connection.ts';
import { EventReader } from './event-reader.ts';
import { ACTIONS } from './translate-event.ts';

export interface EventStreamOptions {
  connection: Connection;
  listener: StreamListener;
  clock: Clock;
  logger: Logger;
  random?: () => number;
  /** See `EventReader`. */
  lookBackMs?: number;
  /** A stream that is silent because nothing happens looks like one whose other end is dead: the ping tells them apart. */
  pingIntervalMs?: number;
  pingDeadlineMs?: number;
}

const OPEN_DEADLINE_MS = 10_000;
const BACKOFF = { minMs: 100, maxMs: 5_000 };
/** A connection that lived shorter counts as one more failure: an engine that accepts and hangs up is not well. */
const STABLE_MS = 2_000;

/**
 * The engine's events, for one listener, over any number of connections but never two at a time: one loop opens, reads and
 * closes, and opens the next only after the last is closed.
 */
export class EventStream implements Service {
  readonly name = 'event-stream';
  readonly #options: EventStreamOptions;
  readonly #reader: EventReader;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #told: 'nothing' | 'connected' | 'lost' = 'nothing';
  #mayPing = true;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    const onEvent = (event: EngineEvent) => this.#tell(() => options.listener.onEvent(event));
    this.#reader = new EventReader(onEvent, options.lookBackMs);
  }

  /** Lines on the stream that could not be read. */
  get unreadable(): number {
    return this.#reader.unreadable;
  }

  async start(): Promise<void> {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      const livedMs = await this.#listenOnce();
      failures = livedMs >= STABLE_MS ? 1 : failures + 1;
      await clock.sleep(backoffMs(failures, BACKOFF, random()), this.#stop.signal);
    }
  }

  /** One connection from its opening to its end; how long it was open, in ms. */
  async #listenOnce(): Promise<number> {
    const { connection, clock } = this.#options;
    const session = new AbortController();
    const end = () => session.abort();
    this.#stop.signal.addEventListener('abort', end, { once: true });
    let stream: Readable | undefined;
    let openedAt: number | undefined;
    let reason = 'the engine ended the stream';
    try {
      const introduction = await connection.introduce(session.signal);
      this.#reader.begin(introduction.engineNow);
      stream = await this.#open(session);
      openedAt = clock.now();
      this.#connected(introduction);
      await Promise.race([this.#read(stream), this.#watchOver(session.signal)]);
    } catch (error) {
      reason = messageOf(error);
    }
    session.abort();
    this.#stop.signal.removeEventListener('abort', end);
    if (stream) await closed(stream);
    if (!this.#stop.signal.aborted) this.#lost(reason);
    return openedAt === undefined ? 0 : clock.now() - openedAt;
  }

  /** The engine sends its headers at once, so an answer means that it listens for us. */
  #open(session: AbortController): Promise<Readable> {
    const { connection } = this.#options;
    return connection.call(
      { endpoint: 'GET /events', deadlineMs: OPEN_DEADLINE_MS, signal: session.signal, over: 'fresh' },
      async (docker, signal) => {
        // The call's own signal ends with the answer; the stream lives as long as the session.
        signal.addEventListener('abort', () => session.abort(), { once: true });
        const filters = { type: ['container'], event: [...ACTIONS] };
        return docker.getEvents({ filters, since: this.#reader.since, abortSignal: session.signal });
      },
    );
  }

  #read(stream: Readable): Promise<void> {
    (stream as { socket?: { setKeepAlive?(on: boolean, ms: number): void } }).socket?.setKeepAlive?.(true, 10_000);
    stream.on('data', (chunk: Buffer) => this.#reader.push(chunk));
    return new Promise((resolve, reject) => {
      stream.once('end', resolve);
      stream.once('close', resolve);
      stream.once('error', reject);
    });
  }

  /** Throws when the engine does not answer any more. */
  async #watchOver(signal: AbortSignal): Promise<void> {
    const { connection, clock, pingIntervalMs = 10_000, pingDeadlineMs = 10_000 } = this.#options;
    while (!signal.aborted) {
      await clock.sleep(pingIntervalMs, signal);
      if (signal.aborted) return;
      if (this.#mayPing) await connection.ping(pingDeadlineMs, signal).catch((error) => this.#pingFailed(error));
    }
  }

  #pingFailed(error: unknown): void {
    if (!(error instanceof ParamedicError && error.code === 'engine_denied')) throw error;
    this.#mayPing = false;
    this.#options.logger.warn('engine_ping_denied', { error: messageOf(error), cure: error.cure });
  }

  #connected({ facts }: Introduction): void {
    this.#told = 'connected';
    this.#tell(() => this.#options.listener.onConnected(facts));
  }

  #lost(reason: string): void {
    if (this.#told === 'lost') return;
    this.#told = 'lost';
    this.#options.logger.warn('event_stream_lost', { reason });
    this.#tell(() => this.#options.listener.onDisconnected(reason));
  }

  /** A listener that throws is a fault of its own and no reason to lose the stream. */
  #tell(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.logger.error('event_listener_failed', { error: messageOf(error) });
    }
  }
}

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.removeAllListeners('error').on('error', () => {});
    if (stream.closed) return resolve();
    stream.once('close', resolve);
    stream.destroy();
  });
}
