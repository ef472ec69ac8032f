import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/base/clock.ts';
import { Refusal, refuse } from './answer.ts';
import { halve, silence, type Unanswered } from './broken-answer.ts';
import type { SimEvent } from './event-book.ts';
import { Execs } from './execs.ts';
import { type Fault, Faults } from './faults.ts';
import { SimFleet } from './fleet.ts';
import { FREE, type Gatekeeper } from './gatekeeper.ts';
import { type Parts, ROUTES } from './routes.ts';
import type { SimContainer } from './sim-container.ts';
import type { SimSpec } from './spec.ts';
import { Timers } from './timers.ts';

/**
 * A Docker engine without containers: speaks API 1.41 on a unix socket, keeps its state in memory, and does what the test
 * says. `await using engine = await simEngine(manySpecs(500))`; test/integration/docker/sim-engine.test.ts holds it to what
 * a real engine does.
 */
export async function simEngine(specs: readonly SimSpec[] = [], clock?: Clock): Promise<SimEngine> {
  const engine = new SimEngine(await mkdtemp(join(tmpdir(), 'pms-')), clock);
  for (const spec of specs) engine.add(spec);
  await engine.accept();
  return engine;
}

export class SimEngine implements AsyncDisposable {
  readonly socketPath: string;
  readonly dockerHost: string;
  /** `GET /containers/json` and so on: how often each was asked for. */
  readonly requests = new Map<string, number>();
  readonly faults = new Faults();
  /** Requests that were taken and not answered to the end, oldest first. */
  readonly unanswered: Unanswered[] = [];
  /** Sees every request before its effect, and once more before its answer is heard. */
  gatekeeper: Gatekeeper = () => FREE;
  readonly #folder: string;
  readonly #timers: Timers;
  readonly #fleet: SimFleet;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<http.ServerResponse>();
  readonly #parts: Parts;
  #server: http.Server | undefined;

  constructor(folder: string, clock?: Clock) {
    this.#folder = folder;
    this.#timers = new Timers(clock);
    this.#fleet = new SimFleet(this.#timers);
    this.socketPath = join(folder, 'engine.sock');
    this.dockerHost = `unix://${this.socketPath}`;
    const onStream = (response: http.ServerResponse) => {
      this.#streams.add(response);
      response.once('close', () => this.#streams.delete(response));
    };
    this.#parts = { fleet: this.#fleet, timers: this.#timers, execs: new Execs(this.#timers), onStream };
  }

  get containers(): readonly SimContainer[] {
    return this.#fleet.all;
  }

  /** Commands that were run inside containers. */
  get commands(): Execs['commands'] {
    return this.#parts.execs.commands;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  add(spec: SimSpec): SimContainer {
    return this.#fleet.add(spec);
  }

  /** Everything that comes to pass, also what nobody is told because events are being lost. */
  onEvent(listener: (event: SimEvent) => void): void {
    this.#fleet.events.witness = listener;
  }

  /** By name or id. */
  container(which: string): SimContainer {
    return this.#fleet.get(which);
  }

  /** Answers how to end it. */
  inject(fault: Fault): () => void {
    return this.faults.inject(fault);
  }

  /** Ends every event stream; new ones are welcome. */
  cutStreams(): void {
    for (const response of this.#streams) response.destroy();
  }

  /** Every connection breaks, as with a client that dies; what is under way goes on. New ones are welcome. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on nobody is told what happens, now or later. */
  loseEvents(losing: boolean): void {
    this.#fleet.events.losing = losing;
  }

  /** Nobody listens on the socket any more, and every connection breaks. */
  async refuse(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    this.hangUp();
    await closed;
  }

  async accept(): Promise<void> {
    if (this.#server !== undefined) return;
    await rm(this.socketPath, { force: true });
    const server = http.createServer(
      { keepAliveTimeout: 0 },
      (request, response) => void this.#take(request, response),
    );
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    // As dockerd has it: as many as the kernel allows.
    server.listen({ path: this.socketPath, backlog: 4_096 });
    await once(server, 'listening');
    this.#server = server;
  }

  /**
   * As `systemctl restart docker`: away for a while, then without any event of before. `keepsContainers`: as with live
   * restore; else all end with it, and those with a restart policy come up again.
   */
  async restart({ awayMs = 0, keepsContainers = true } = {}): Promise<void> {
    await this.refuse();
    const up = this.containers.filter((container) => container.isUp);
    if (!keepsContainers) for (const container of up) container.end(0);
    await this.#timers.pause(awayMs);
    this.#fleet.events.forget();
    if (!keepsContainers) for (const container of up) container.revive();
    await this.accept();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timers.end();
    await this.refuse();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #note(request: string, { kind }: Fault, response: http.ServerResponse): void {
    if (kind !== 'hang' && kind !== 'mute' && kind !== 'half') return;
    const unanswered: Unanswered = { request, kind, at: this.#timers.now(), letGoAt: undefined };
    this.unanswered.push(unanswered);
    response.once('close', () => {
      unanswered.letGoAt = this.#timers.now();
    });
  }

  async #take(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    response.on('error', () => {});
    const url = new URL(request.url ?? '/', 'http://engine');
    const path = url.pathname.replace(/^\/v1\.\d+(?=\/)/, '');
    const { route, which } = routeOf(path);
    const name = `${request.method} ${route}`;
    this.requests.set(name, (this.requests.get(name) ?? 0) + 1);
    const passage = this.gatekeeper(name);
    if (!passage.goes) return void response.destroy();
    try {
      const fault = this.faults.take(`${request.method} ${path}`);
      if (fault !== undefined) this.#note(name, fault, response);
      if (fault?.kind === 'hang') return;
      if (fault?.kind === 'status') throw new Refusal(fault.status ?? 500, 'injected');
      if (fault?.kind === 'slow') await this.#timers.pause(fault.ms ?? 0);
      if (fault?.kind === 'mute') silence(response);
      if (fault?.kind === 'half') halve(response);
      const handle = ROUTES[name];
      if (handle === undefined) throw new Refusal(404, 'page not found');
      await handle({ parts: this.#parts, which, query: url.searchParams, request, response });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
      if (response.headersSent) response.destroy();
      else refuse(response, refusal);
    } finally {
      // What has been written leaves with the next turn.
      passage.arrived();
    }
  }
}

/** `/containers/abc/json` → `/containers/{id}/json` and `abc`. */
function routeOf(path: string): { route: string; which: string } {
  const [, kind = '', which = '', ...rest] = path.split('/');
  const plain =
    which === '' ||
    (rest.length === 0 && which === 'create') ||
    (kind === 'containers' && rest.length === 0 && which === 'json');
  if (plain || kind === '_ping') return { route: path, which: '' };
  const parts = rest.join('/');
  // An image's name may hold slashes.
  const image = kind === 'images' && parts.endsWith('json');
  const name = image ? path.slice('/images/'.length, -'/json'.length) : which;
  const suffix = image ? '/json' : parts === '' ? '' : `/${parts}`;
  return { route: `/${kind}/{id}${suffix}`, which: decodeURIComponent(name) };
}
