import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { engineClient, IMAGE } from './engine.ts';

/**
 * An engine of our own beside the machine's: own socket, data, containerd and no network, to be stopped, frozen and started
 * again under a running monitor. `await using engine = await secondEngine()`; `IMAGE` is loaded.
 */
export async function secondEngine(): Promise<SecondEngine> {
  if (process.getuid?.() !== 0 || spawnSync('unshare', ['--net', 'dockerd', '--version']).status !== 0) {
    throw new Error('a second engine needs root, unshare and dockerd: run as root after `npm run engine`');
  }
  // A short path: a socket's name has at most 107 characters.
  const engine = new SecondEngine(await mkdtemp(join(tmpdir(), 'pm2-')));
  await engine.start();
  await engine.load(IMAGE);
  return engine;
}

const READY_MS = 60_000;

class SecondEngine implements AsyncDisposable {
  readonly socketPath: string;
  readonly dockerHost: string;
  readonly docker: Dockerode;
  readonly #root: string;
  #process: ChildProcess | undefined;

  constructor(root: string) {
    this.#root = root;
    this.socketPath = join(root, 'docker.sock');
    this.dockerHost = `unix://${this.socketPath}`;
    this.docker = engineClient(this.socketPath);
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const at = (name: string) => join(this.#root, name);
    // Its own network namespace, entered without a fork so that the pid is the daemon's: a daemon told to have no bridge
    // deletes the docker0 of the namespace it is in, which would be the one of the machine's engine.
    const process = spawn(
      'unshare',
      [
        ...['--net', 'dockerd'],
        ...[
          '--host',
          this.dockerHost,
          '--pidfile',
          at('docker.pid'),
          '--data-root',
          at('data'),
          '--exec-root',
          at('exec'),
        ],
        ...['--bridge', 'none', '--iptables=false', '--ip-masq=false', '--ip-forward=false', '--log-level', 'info'],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = process;
    await listening(process);
  }

  /** As `systemctl stop docker` does it: containers are stopped with it. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** It accepts connections and answers nothing, until `thaw`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }
  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** As `docker save IMAGE | docker load`. */
  async load(image: string): Promise<void> {
    const saved = await engineClient().getImage(image).get();
    const loading = (await this.docker.loadImage(saved, { quiet: true })) as Readable;
    await once(loading.resume(), 'end');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    await this.stop();
    await rm(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const exit = once(process, 'exit');
    process.kill(signal);
    await exit;
  }
}

export type { SecondEngine };

/** The daemon says so in its log; what it says besides is kept for the error. */
function listening(process: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`the second engine ${what}:\n${said.slice(-15).join('\n')}`));
    const timer = setTimeout(() => fail(`did not listen within ${READY_MS} ms`), READY_MS);
    process.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
    // Read to the end, or the daemon would stand still on a full pipe.
    createInterface({ input: process.stderr as Readable }).on('line', (line) => {
      said.push(line);
      if (said.length > 200) said.shift();
      if (!line.includes('API listen on')) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
