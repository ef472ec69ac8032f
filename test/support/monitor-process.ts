import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { QUICK } from './monitor.ts';

type Line = { event: string } & Record<string, unknown>;
const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

/** `paramedic serve` as a process of its own, with a made-up environment: it can be killed. */
export class MonitorProcess implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  readonly #lines: Line[] = [];
  readonly #said: string[] = [];
  readonly #listeners = new Set<() => void>();
  /** It has ended, and all that it said has been read. */
  #isOver = false;

  private constructor(process: ChildProcess, dataDir: string) {
    this.#process = process;
    this.#dataDir = dataDir;
    if (process.stderr === null || process.stdout === null) throw new Error('unreachable');
    createInterface({ input: process.stdout }).on('line', (text) => {
      this.#said.push(text);
      for (const listener of this.#listeners) listener();
    });
    createInterface({ input: process.stderr }).on('line', (text) => {
      this.#lines.push(text.startsWith('{') ? JSON.parse(text) : { event: 'raw', text });
      for (const listener of this.#listeners) listener();
    });
    process.once('close', () => {
      this.#isOver = true;
      for (const listener of this.#listeners) listener();
    });
  }

  /** Resolves when it watches the engine, or has logged something else. */
  static async start(env: Record<string, string>, until = 'engine_connected'): Promise<MonitorProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), 'paramedic-process-'));
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'serve'], {
      cwd: dataDir,
      env: { PATH: process.env.PATH, HOME: dataDir, ...QUICK, PARAMEDIC_DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const monitor = new MonitorProcess(child, dataDir);
    await monitor.untilLogged(until);
    return monitor;
  }

  logged(event: string): Line[] {
    return this.#lines.filter((line) => line.event === event);
  }

  untilLogged(event: string, deadlineMs = 40_000): Promise<Line> {
    return this.#until(event, () => this.logged(event)[0], deadlineMs);
  }

  /** A line that it prints for people. */
  untilSaid(line: RegExp): Promise<string> {
    return this.#until(String(line), () => this.#said.find((text) => line.test(text)), 40_000);
  }

  async #until<T>(what: string, find: () => T | undefined, deadlineMs: number): Promise<T> {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), deadlineMs);
    try {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        if (this.#isOver || end.signal.aborted) {
          const lines = [...this.#said, ...this.#lines.map((one) => JSON.stringify(one))];
          throw new Error(`no ${what}; said and logged: ${lines.join('\n')}`);
        }
        const next = Promise.withResolvers<void>();
        this.#listeners.add(next.resolve);
        end.signal.addEventListener('abort', () => next.resolve(), { once: true });
        await next.promise;
        // Its own alone: somebody else may wait for another line.
        this.#listeners.delete(next.resolve);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops it where it is, as a machine that hangs would; `resume` lets it go on. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }
  resume(): void {
    this.#process.kill('SIGCONT');
  }

  killHard(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM');
    await rm(this.#dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.resume();
    const exit = once(this.#process, 'exit');
    this.#process.kill(signal);
    await exit;
  }
}
