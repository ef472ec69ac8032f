import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(import.meta.resolve('./worker.ts'));

export type Said = { readonly said: 'ready' } | { readonly said: 'claimed'; readonly id: string; readonly at: number };

/** `worker.ts` as a process: it can be killed. */
export class QueueWorker implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#exit = once(process, 'exit');
  }

  /** Resolves when it is connected and listens. */
  static async start(url: string, name: string, leaseMs: number, onSaid: (said: Said) => void): Promise<QueueWorker> {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', WORKER, url, name, String(leaseMs)],
      {
        env: { PATH: process.env.PATH },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const worker = new QueueWorker(child);
    const ready = Promise.withResolvers<void>();
    createInterface({ input: child.stdout }).on('line', (text) => {
      const said = JSON.parse(text) as Said;
      if (said.said === 'ready') ready.resolve();
      onSaid(said);
    });
    void worker.#exit.then(() => ready.reject(new Error(`${name} ended before it was ready`)));
    await ready.promise;
    return worker;
  }

  async killHard(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.stdin?.end();
    await this.#exit;
  }
}
