import type { Agent } from 'node:http';
import { hostname, totalmem } from 'node:os';
import { type Clock, systemClock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import type { EngineFacts } from '../containers/ports.ts';
import { describeAddress, type EngineAddress, parseAddress } from './address.ts';
import { makeAgents, maxSideBySide } from './agents.ts';
import { negotiate } from './api-version.ts';
import { readCertificates } from './certificates.ts';
import { type Client, makeClient } from './client.ts';
import { withDeadline } from './deadline.ts';
import { isStale } from './guarded-agent.ts';
import { instantOf } from './instants.ts';
import { translateError } from './translate-error.ts';
import type { EngineInfo } from './vendor.ts';

export interface ConnectOptions {
  dockerHost?: string | undefined;
  tlsVerify?: boolean | undefined;
  certPath?: string | undefined;
  /** The program, with options of its own, that reaches an `ssh://` engine. */
  sshCommand?: readonly string[];
  /** Whose time the deadlines are of. */
  clock?: Clock;
}

type Over = 'kept' | 'fresh' | 'bare';

export interface Call {
  /** As a person would allow it in a socket proxy, for example `GET /containers/json`. */
  endpoint: string;
  deadlineMs: number;
  containerId?: string;
  signal?: AbortSignal | undefined;
  /** `fresh`: on a connection of its own, for what must not be sent twice and for streams. `bare`: also without a version. */
  over?: Over;
}

/** What the engine says of itself when we meet. */
export interface Introduction {
  facts: EngineFacts;
  /** To tell "no memory limit" from a limit; undefined when the engine would not say. */
  hostMemoryBytes: number | undefined;
  /** The engine's clock, in ms; undefined when the engine would not say. */
  engineNow: number | undefined;
}

const SHORT_MS = 10_000;

/** Ids and names; anything else could lead to another endpoint. */
const CONTAINER = /^[a-zA-Z0-9][\w.-]*$/;

type Act<T> = (docker: Client, signal: AbortSignal) => Promise<T>;

/** The way to one engine: every call has a deadline, speaks the negotiated version and fails with a ParamedicError. */
export class Connection {
  readonly address: EngineAddress;
  readonly maxSideBySide: number;
  readonly #where: string;
  readonly #clock: Clock;
  readonly #clients: Readonly<Record<Over, Client>>;
  readonly #agents: readonly { destroy(): void }[];
  #met: Introduction | undefined;
  #meeting: Promise<Introduction> | undefined;

  constructor(options: ConnectOptions) {
    this.address = parseAddress(options.dockerHost, options.tlsVerify ?? false);
    this.maxSideBySide = maxSideBySide(this.address);
    this.#where = describeAddress(this.address);
    this.#clock = options.clock ?? systemClock;
    const tls = this.address.kind === 'tcp' && this.address.tls ? readCertificates(options.certPath) : {};
    const { kept, fresh } = makeAgents(this.address, options.sshCommand ?? ['ssh']);
    const client = (agent: Agent) => makeClient(this.address, tls, agent);
    this.#agents = [kept, fresh];
    this.#clients = { kept: client(kept), fresh: client(fresh), bare: client(fresh) };
  }

  /** One call in the negotiated version. */
  async call<T>(call: Call, act: Act<T>): Promise<T> {
    if (this.#met === undefined) await this.introduction();
    return this.#raw(call, act);
  }

  /** A call whose answer is JSON: docker-modem hands out the bytes of a broken or foreign answer as if they were one. */
  async ask<T extends object>(call: Call, act: Act<T>): Promise<T> {
    return this.#json(call, await this.call(call, act));
  }

  /** Asks anew who is there and which version it speaks: after a loss it may be another engine. */
  async introduce(signal?: AbortSignal): Promise<Introduction> {
    const met = await this.#introduce(signal);
    this.#met = met;
    return met;
  }

  /** Whom we met last; asks when we never met, once for all who wait. */
  introduction(): Promise<Introduction> {
    if (this.#met) return Promise.resolve(this.#met);
    this.#meeting ??= this.introduce().finally(() => {
      this.#meeting = undefined;
    });
    return this.#meeting;
  }

  async ping(deadlineMs: number, signal?: AbortSignal): Promise<void> {
    await this.#raw({ endpoint: 'GET /_ping', deadlineMs, signal, over: 'bare' }, (docker, abortSignal) =>
      docker.ping({ abortSignal }),
    );
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  async #introduce(signal?: AbortSignal): Promise<Introduction> {
    const asked = { endpoint: 'GET /version', deadlineMs: SHORT_MS, signal, over: 'bare' } as const;
    const version = this.#json(asked, await this.#raw(asked, (docker, abortSignal) => docker.version({ abortSignal })));
    if (!version.ApiVersion) throw this.#broken(asked);
    const apiVersion = negotiate({ apiVersion: version.ApiVersion, minApiVersion: version.MinAPIVersion ?? undefined });
    for (const over of ['kept', 'fresh'] as const) this.#clients[over].modem.version = `v${apiVersion}`;
    const info = await this.#info(signal);
    return {
      facts: { host: info.Name || this.#fallbackHost(), version: version.Version ?? 'unknown', apiVersion },
      hostMemoryBytes: info.MemTotal || (this.address.kind === 'unix' ? totalmem() : undefined),
      engineNow: instantOf(info.SystemTime),
    };
  }

  /** A socket proxy usually refuses it, and nothing depends on it. */
  async #info(signal?: AbortSignal): Promise<EngineInfo> {
    try {
      return await this.#raw({ endpoint: 'GET /info', deadlineMs: SHORT_MS, signal }, (docker, abortSignal) =>
        docker.info({ abortSignal }),
      );
    } catch (error) {
      if (error instanceof ParamedicError && error.code === 'engine_denied') return {};
      throw error;
    }
  }

  #fallbackHost(): string {
    return this.address.kind === 'unix' ? hostname() : this.address.host;
  }

  #json<T extends object>(call: Call, answer: T): T {
    if (typeof answer !== 'object' || answer === null || Buffer.isBuffer(answer)) throw this.#broken(call);
    return answer;
  }

  #broken(call: Call): ParamedicError {
    return new ParamedicError(
      'engine_failed',
      `${call.endpoint} at ${this.#where}: not the answer of a Docker engine`,
      {
        retryable: true,
        cure: 'the answer broke off, or DOCKER_HOST points to something else than a Docker engine',
      },
    );
  }

  /** A kept connection that the other side had given up says nothing of the engine: asked once more, over a fresh one. */
  #send<T>(over: Over, act: Act<T>, signal: AbortSignal): Promise<T> {
    const answer = act(this.#clients[over], signal);
    if (over !== 'kept') return answer;
    return answer.catch((error: unknown) => {
      if (!isStale(error) || signal.aborted) throw error;
      return act(this.#clients.fresh, signal);
    });
  }

  async #raw<T>(call: Call, act: Act<T>): Promise<T> {
    const over = call.over ?? 'kept';
    if (call.containerId !== undefined && !CONTAINER.test(call.containerId)) throw noSuchName(call.containerId);
    try {
      return await withDeadline(this.#clock, call.deadlineMs, call.signal, (signal) => this.#send(over, act, signal));
    } catch (error) {
      throw translateError(error, { endpoint: call.endpoint, address: this.#where, containerId: call.containerId });
    }
  }
}

function noSuchName(id: string): ParamedicError {
  return new ParamedicError(
    'container_gone',
    `no container can have the id or name ${JSON.stringify(id.slice(0, 100))}`,
  );
}
