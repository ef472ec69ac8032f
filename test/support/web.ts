import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { onCallFaces } from '../../src/app/on-call-faces.ts';
import { type Logger, silentLogger } from '../../src/base/logger.ts';
import type { EscalationFigures } from '../../src/escalation/figures.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import type { Desk } from '../../src/incidents/orders.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { deskOf } from '../../src/watch/waiting-desk.ts';
import { deskFor } from './desk.ts';
import { FixedClock } from './fixed-clock.ts';
import { FakeArchive, FakeFleet } from './fleet.ts';
import { EMPTY_QUEUE, type OnCallStore } from './on-call-store.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  bytes: Buffer;
  /** The body as JSON; the caller says what it expects in there. */
  json<T = Body>(): T;
}

/** What tests look at in most answers. */
interface Body {
  status: string;
  detail: string;
  cure: string;
  errors: { name: string; message: string }[];
}

export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface WebOptions {
  host?: string;
  token?: string;
  logger?: Logger;
  /** The queue for Claude Code, and the record of incidents with it; without one nothing is on either. */
  store?: OnCallStore;
}

/** A real server on a free port, over a fleet and an archive in memory. */
export class Web implements AsyncDisposable {
  readonly fleet = new FakeFleet();
  readonly archive = new FakeArchive();
  readonly clock = new FixedClock();
  readonly office = deskFor(this.fleet, this.clock);
  /** Who takes orders; set another one to see what happens then. */
  desk: Desk = this.office.desk;
  readonly #metrics = createMetrics({ fleet: this.fleet, clock: this.clock, version: '1.2.3' });
  readonly server: HttpServer;

  readonly figures: EscalationFigures;

  private constructor(listen: WebOptions & { host: string }) {
    const { store } = listen;
    const { figures, onCall, mcp } = onCallFaces({
      ...{ config: { heal: { verifyMs: 30_000 } }, fleet: this.fleet, desk: deskOf(() => this.desk) },
      storage: {
        archive: store?.archive ?? this.archive,
        escalations: store?.escalations ?? EMPTY_QUEUE,
        status: () => this.fleet.storage(),
      },
      ...{ version: '1.2.3', clock: this.clock, logger: silentLogger },
    });
    this.figures = figures;
    this.server = createHttpServer({
      config: { listen: { host: listen.host, port: 0 }, token: listen.token },
      fleet: this.fleet,
      ...{ onCall, mcp, archive: store?.archive ?? this.archive },
      desk: deskOf(() => this.desk),
      metrics: this.#metrics,
      clock: this.clock,
      logger: listen.logger ?? silentLogger,
      version: '1.2.3',
    });
  }

  static async start(listen: WebOptions = {}): Promise<Web> {
    const web = new Web({ host: '127.0.0.1', ...listen });
    await web.server.start();
    return web;
  }

  get port(): number {
    return this.server.address().port;
  }

  /** Over node:http and not fetch, which does not let anybody set Host. */
  ask(path: string, { method = 'GET', headers = {}, body }: AskOptions = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: this.port, path, method, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const text = bytes.toString('utf8');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text,
              bytes,
              json: () => JSON.parse(text),
            });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  /** A change, with the token. */
  send(method: 'POST' | 'DELETE', path: string, body?: unknown, token = 'secret'): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return this.ask(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
    this.#metrics.close();
  }
}
