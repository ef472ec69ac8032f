import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { LogRecorder } from './log-recorder.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

/** One that is killed may leave half a line. */
function lineOf(text: string): { readonly event: string; readonly [field: string]: unknown } {
  try {
    return text.startsWith('{') ? JSON.parse(text) : { event: 'raw', text };
  } catch {
    return { event: 'raw', text };
  }
}

/** `paramedic worker` as a process of its own, with a made-up environment: it can be killed. */
export class WorkerProcess implements AsyncDisposable {
  readonly logs = new LogRecorder();
  readonly said: string[] = [];
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    // Only then is all read that it has said; it may end before.
    this.#exit = once(process, 'close');
    if (process.stderr === null || process.stdout === null) throw new Error('unreachable');
    createInterface({ input: process.stdout }).on('line', (text) => this.said.push(text));
    createInterface({ input: process.stderr }).on('line', (text) => {
      const { event, ...fields } = lineOf(text);
      this.logs.info(event, fields);
    });
  }

  /** `main`: what node is told to run, the sources without one. */
  static start(
    cwd: string,
    env: Readonly<Record<string, string>>,
    main: readonly string[] = ['--disable-warning=ExperimentalWarning', MAIN],
  ): WorkerProcess {
    const words = [...main, 'worker'];
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return new WorkerProcess(spawn(process.execPath, words, { cwd, env, stdio: [...stdio] }));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Its exit code, once it has ended by itself; null after a signal that it did not handle. */
  async exited(): Promise<number | null> {
    await this.#exit;
    return this.#process.exitCode;
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill(signal);
    return this.exited();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGTERM');
  }
}
