import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificates } from '../../src/docker/certificates.ts';
import { SOCKET } from './engine.ts';
import { Mailbox } from './mailbox.ts';

/** A socket proxy between us and the engine that can cut, hold and refuse; `await using proxy = await engineProxy()`. */
export async function engineProxy(options: ProxyOptions = {}): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'pmp-'));
  const proxy = new EngineProxy(options, folder);
  await proxy.open(options.tcpHost);
  return proxy;
}

interface ProxyOptions {
  /** The engine's socket; the machine's own without one. */
  target?: string;
  /** Listens there on a free port instead of on a unix socket. */
  tcpHost?: string;
  /** Speaks TLS and asks for the client's certificate. */
  tls?: Certificates;
}

class EngineProxy implements AsyncDisposable {
  /** `GET /events` and so on, without version and query, in the order of their arrival. */
  readonly requests = new Mailbox<string>();
  /** How many event streams are open, at each change. */
  readonly streams = new Mailbox<number>();
  /** How many were opened to us so far. */
  connections = 0;
  openStreams = 0;
  mostOpenStreams = 0;
  dockerHost = '';
  readonly #folder: string;
  readonly #target: string;
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  readonly #held = new Set<http.ServerResponse>();
  #denied: RegExp | undefined;
  #holding: RegExp | undefined;
  #cutsBodyOf: RegExp | undefined;
  #life: { left: number; requests: RegExp } | undefined;

  constructor({ target = SOCKET, tls }: ProxyOptions, folder: string) {
    this.#target = target;
    this.#folder = folder;
    const handle: http.RequestListener = (request, response) => this.#handle(request, response);
    const mutual = { ...tls, requestCert: true, rejectUnauthorized: true };
    this.#server = tls ? https.createServer(mutual, handle) : http.createServer(handle);
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async open(tcpHost?: string): Promise<void> {
    const socketPath = join(this.#folder, 'engine.sock');
    if (tcpHost === undefined) this.#server.listen(socketPath);
    else this.#server.listen(0, tcpHost);
    await once(this.#server, 'listening');
    const port = (this.#server.address() as AddressInfo).port;
    const host = tcpHost?.includes(':') ? `[${tcpHost}]` : tcpHost;
    this.dockerHost = tcpHost === undefined ? `unix://${socketPath}` : `tcp://${host}:${port}`;
  }

  /** Breaks every connection there is; new ones are welcome. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Requests that fit are taken and never answered, and no byte of open streams goes through any more. */
  hold(requests = /./): void {
    this.#holding = requests;
  }

  /** Lets go of what was held: the requests fail, new ones are answered. */
  release(): void {
    this.#holding = undefined;
    for (const response of this.#held) response.destroy();
    this.#held.clear();
  }

  /** As a socket proxy that does not allow an endpoint. */
  deny(requests: RegExp | undefined): void {
    this.#denied = requests;
  }

  /** Breaks off in the middle of the answer. */
  cutBodyOf(requests: RegExp | undefined): void {
    this.#cutsBodyOf = requests;
  }

  /**
   * As a client that dies: after so many requests that fit were carried out no answer comes back any more, also not that of
   * the last of them, and nothing is passed on.
   */
  dieAfter(count: number, requests: RegExp): void {
    this.#life = { left: count, requests };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #handle(request: http.IncomingMessage, response: http.ServerResponse): void {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
    const name = `${request.method} ${path}`;
    if (name === 'GET /events') this.#countStream(response);
    this.requests.push(name);
    if (this.#denied?.test(name)) return void response.writeHead(403).end('<html>403 Forbidden</html>');
    if (this.#holding?.test(name)) return void this.#held.add(response);
    if (this.#life?.left === 0) return void response.destroy();
    this.#forward(name, request, response);
  }

  #forward(name: string, request: http.IncomingMessage, response: http.ServerResponse): void {
    const { url, method, headers } = request;
    const forward = http.request({ socketPath: this.#target, path: url, method, headers, agent: false }, (answer) => {
      if (this.#isLast(name)) return void response.destroy();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.on('data', (chunk: Buffer) => {
        if (this.#holding?.test(name)) return;
        if (this.#cutsBodyOf?.test(name)) {
          response.write(chunk.subarray(0, 1), () => response.destroy());
          return;
        }
        response.write(chunk);
      });
      answer.on('end', () => response.end());
      answer.on('error', () => response.destroy());
    });
    forward.on('error', () => response.destroy());
    response.on('close', () => forward.destroy());
    // In one piece: an engine that refuses at once closes its side, and what still comes then would cost us its answer.
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => body.push(chunk));
    request.on('end', () => forward.end(Buffer.concat(body)));
  }

  #isLast(name: string): boolean {
    if (!this.#life?.requests.test(name)) return false;
    this.#life.left -= 1;
    return this.#life.left <= 0;
  }

  #countStream(response: http.ServerResponse): void {
    this.streams.push(++this.openStreams);
    this.mostOpenStreams = Math.max(this.mostOpenStreams, this.openStreams);
    response.once('close', () => {
      this.streams.push(--this.openStreams);
    });
  }
}

export type { EngineProxy };
