import { type ChildProcess, spawn } from 'node:child_process';
import type { SpawnedProcess, SpawnOptions } from '@anthropic-ai/claude-agent-sdk';
import type { Clock } from '../base/clock.ts';
import { startedAt } from './proc.ts';

const STDERR_TAIL = 2_000;
/** After an interruption Claude Code writes its result, with the cost, and ends by itself. */
const END_BY_ITSELF_MS = 2_000;
/** After SIGTERM it ends its own commands first. */
const TERM_MS = 3_000;
const KILL_MS = 2_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The process of Claude Code, by our own handle: started for the SDK, ended by us. */
export class ClaudeProcess {
  readonly #clock: Clock;
  readonly #onStart: (pid: number, started: number | undefined) => void;
  readonly #gone = new AbortController();
  #child: ChildProcess | undefined;
  #stderr = '';
  /** Undefined: it has not ended, or was never there. */
  exit: Exit | undefined;
  /** Once its start is told. */
  told: Promise<number | undefined> = Promise.resolve(undefined);

  constructor(clock: Clock, onStart: (pid: number, started: number | undefined) => void) {
    this.#clock = clock;
    this.#onStart = onStart;
  }

  /** The end of what it wrote to stderr. */
  get stderr(): string {
    return this.#stderr;
  }

  /** In a session of its own: a Ctrl-C in our terminal is ours to handle. */
  readonly spawn = (options: SpawnOptions): SpawnedProcess => {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    child.stderr.on('data', (chunk) => {
      this.#stderr = `${this.#stderr}${chunk}`.slice(-STDERR_TAIL);
    });
    child.once('exit', (code, signal) => {
      this.exit = { code, signal };
      this.#gone.abort();
    });
    child.once('error', () => this.#gone.abort());
    this.told = this.#tell(child.pid);
    return child;
  };

  /** Resolves when it is gone; never when it never was. */
  gone(): Promise<void> {
    const { signal } = this.#gone;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  /** True once it is gone, or was never there. */
  async endsWithin(ms: number): Promise<boolean> {
    if (this.#child !== undefined) await this.#clock.sleep(ms, this.#gone.signal);
    return this.#child === undefined || this.#gone.signal.aborted;
  }

  /** Ends it, harder and harder; what it has started is swept elsewhere. */
  async end(interrupt: () => Promise<unknown>): Promise<void> {
    interrupt().catch(() => {});
    if (await this.endsWithin(END_BY_ITSELF_MS)) return;
    this.#child?.kill('SIGTERM');
    if (await this.endsWithin(TERM_MS)) return;
    this.#child?.kill('SIGKILL');
    await this.endsWithin(KILL_MS);
  }

  async #tell(pid: number | undefined): Promise<number | undefined> {
    if (pid === undefined) return undefined;
    const started = await startedAt(pid);
    this.#onStart(pid, started);
    return started;
  }
}
