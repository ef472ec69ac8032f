import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { EngineFacts } from '../containers/ports.ts';
import type { Happening } from '../incidents/happening.ts';
import type { EngineStatus } from '../incidents/view.ts';
import type { Pulse } from './pulse.ts';

/** What we know of the engine itself. Reachable means: the stream is open and a full list has been read since. */
export class EngineWatch {
  readonly #pulse: Pulse;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #happenings: Emitter<Happening>;
  readonly #host: string;
  #streaming = false;
  #connection = 0;
  #since: number;
  #lastHeardAt: number | undefined;
  #version: string | undefined;
  #reason: string | undefined = 'not connected yet';

  constructor(deps: { pulse: Pulse; clock: Clock; logger: Logger; happenings: Emitter<Happening>; host: string }) {
    this.#pulse = deps.pulse;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
    this.#happenings = deps.happenings;
    this.#host = deps.host;
    this.#since = deps.clock.now();
  }

  connected(engine: EngineFacts): void {
    this.#streaming = true;
    this.#connection += 1;
    this.#pulse.resyncing = true;
    this.#version = engine.version;
    this.heard();
    this.#logger.info('engine_connected', { version: engine.version, api: engine.apiVersion, host: engine.host });
  }

  disconnected(reason: string): void {
    this.#streaming = false;
    this.#reason = reason;
    this.#logger.warn('engine_disconnected', { reason });
    if (this.#pulse.engineReachable || this.#lastHeardAt === undefined) this.#since = this.#clock.now();
    this.#pulse.engineReachable = false;
    this.#pulse.resyncing = false;
    this.#happenings.emit({ kind: 'engine_disconnected', at: this.#clock.now(), reason });
  }

  heard(): void {
    this.#lastHeardAt = this.#clock.now();
  }

  /** Counts the connections: what was asked for over another one may be older than the gap between them. */
  get connection(): number {
    return this.#connection;
  }

  /** A full list was read, asked for over this connection. With its stream still open this makes the watch whole again. */
  listed(askedAt: number, connection: number): void {
    this.heard();
    if (connection !== this.#connection) return;
    if (!this.#streaming || this.#pulse.engineReachable) return;
    const now = this.#clock.now();
    this.#pulse.engineReachable = true;
    this.#pulse.resyncing = false;
    this.#pulse.watchedSince = askedAt;
    this.#since = now;
    this.#reason = undefined;
    this.#happenings.emit({ kind: 'engine_connected', at: now });
  }

  get isStreaming(): boolean {
    return this.#streaming;
  }

  get unreachableForMs(): number {
    return this.#pulse.engineReachable ? 0 : this.#clock.now() - this.#since;
  }

  status(): EngineStatus {
    return {
      connected: this.#pulse.engineReachable,
      since: this.#since,
      lastHeardAt: this.#lastHeardAt,
      host: this.#host,
      version: this.#version,
      reason: this.#pulse.engineReachable ? undefined : this.#reason,
    };
  }
}
