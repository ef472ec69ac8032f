import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { FREE, type Gatekeeper, type Passage } from '../sim-engine/gatekeeper.ts';
import { isCommit, isEnd, PgMessages } from './pg-messages.ts';
import { TRANSACTION } from './points.ts';

/**
 * The only way to Postgres for a life: each COMMIT is seen before the server gets it, and its answer before the life does.
 * `await using gate = await postgresGate(url)`.
 */
export async function postgresGate(target: string): Promise<PostgresGate> {
  const gate = new PostgresGate(new URL(target));
  await gate.listen();
  return gate;
}

export class PostgresGate implements AsyncDisposable {
  gatekeeper: Gatekeeper = () => FREE;
  readonly #target: URL;
  readonly #server = createServer((socket) => this.#take(socket));
  readonly #clients = new Set<Socket>();
  /** Connections to the server that it has not closed yet. */
  readonly #onward = new Set<Promise<unknown>>();
  #isOpen = true;

  constructor(target: URL) {
    this.#target = target;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** Every connection breaks, and new ones break at once. What the server has been told already it ends. */
  close(): void {
    this.#isOpen = false;
    for (const socket of this.#clients) socket.destroy();
  }

  open(): void {
    this.#isOpen = true;
  }

  /** Until the server is done with everything it was told over broken connections. */
  async settled(): Promise<void> {
    await Promise.all(this.#onward);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.settled();
    this.#server.close();
  }

  #take(client: Socket): void {
    client.on('error', () => {});
    if (!this.#isOpen) return void client.destroy();
    const server = connect(Number(this.#target.port), this.#target.hostname);
    const over = new Promise((resolve) => server.once('close', resolve));
    this.#onward.add(over);
    void over.then(() => this.#onward.delete(over));
    server.on('error', () => {});
    // Messages leave one by one: together they would wait for each other's receipt.
    client.setNoDelay();
    server.setNoDelay();
    this.#clients.add(client);
    client.once('close', () => {
      this.#clients.delete(client);
      server.end();
      server.resume();
    });
    server.once('close', () => client.destroy());
    this.#carry(client, server);
  }

  #carry(client: Socket, server: Socket): void {
    const asked = new PgMessages('client');
    const answered = new PgMessages('server');
    const underWay: Passage[] = [];
    client.on('data', (chunk: Buffer) => {
      for (const message of asked.push(chunk)) {
        if (client.destroyed) return;
        if (isCommit(message)) {
          const passage = this.gatekeeper(TRANSACTION);
          if (!passage.goes) return void client.destroy();
          underWay.push(passage);
        }
        server.write(message.bytes);
      }
    });
    server.on('data', (chunk: Buffer) => {
      for (const message of answered.push(chunk)) {
        if (isEnd(message)) underWay.shift()?.arrived();
        if (client.destroyed) return;
        client.write(message.bytes);
      }
    });
  }
}
