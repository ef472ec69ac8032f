import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { freePort } from './free-port.ts';

/** A way to a TCP server that a test can cut and mend: `await using proxy = await tcpProxy(url)`. */
export async function tcpProxy(target: string): Promise<TcpProxy> {
  // One that nobody is given meanwhile: while it is cut others must not get it, nor those who try to connect to it themselves.
  const proxy = new TcpProxy(new URL(target), await freePort());
  await proxy.mend();
  return proxy;
}

class TcpProxy implements AsyncDisposable {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server = createServer();
  readonly #port: number;
  #silent = false;

  constructor(target: URL, port: number) {
    this.#target = target;
    this.#port = port;
  }

  /** The target's address by way of this proxy; stays the same over a cut. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  async mend(): Promise<void> {
    this.#silent = false;
    if (this.#server.listening) return;
    this.#server = createServer((socket) => this.#forward(socket));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Breaks every connection and refuses new ones. */
  async cut(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Swallows whatever is sent from now on: the other side seems to hang. */
  fallSilent(): void {
    this.#silent = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.cut();
  }

  #forward(socket: Socket): void {
    const onward = connect(Number(this.#target.port), this.#target.hostname);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (chunk) => this.#silent || to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
