import type { Clock } from './clock.ts';
import { messageOf } from './errors.ts';
import type { Logger } from './logger.ts';
import type { Service } from './service.ts';

export interface LoopOptions {
  name: string;
  intervalMs: number;
  /** One turn. Returns the wait until the next turn in ms, or nothing for the interval. */
  runOnce: (signal: AbortSignal) => Promise<number | undefined>;
  clock: Clock;
  logger: Logger;
  /** Spreads the first turn over this span, so that many loops do not beat together. */
  startDelayMs?: number;
  random?: () => number;
}

/** A loop is a shell around `runOnce`. A failure that repeats is logged when it starts and when it ends. */
export class Loop implements Service {
  readonly name: string;
  readonly #options: LoopOptions;
  readonly #stop = new AbortController();
  #wake = new AbortController();
  #running: Promise<void> | undefined;
  #failing: string | undefined;

  constructor(options: LoopOptions) {
    this.name = options.name;
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.abort();
    await this.#running;
  }

  /** Runs the next turn now instead of at its time; while a turn runs, one more follows it. */
  wake(): void {
    this.#wake.abort();
  }

  async #run(): Promise<void> {
    const { intervalMs, startDelayMs = 0, random = Math.random } = this.#options;
    await this.#rest(startDelayMs * random());
    while (!this.#stop.signal.aborted) {
      const wait = await this.#turn();
      await this.#rest(wait ?? intervalMs);
    }
  }

  async #rest(ms: number): Promise<void> {
    await this.#options.clock.sleep(ms, this.#wake.signal);
    if (!this.#stop.signal.aborted) this.#wake = new AbortController();
  }

  async #turn(): Promise<number | undefined> {
    const { logger, runOnce } = this.#options;
    try {
      const wait = await runOnce(this.#stop.signal);
      if (this.#failing !== undefined) logger.info('loop_recovered', { loop: this.name });
      this.#failing = undefined;
      return wait;
    } catch (error) {
      const message = messageOf(error);
      if (this.#failing !== message) logger.error('loop_failed', { loop: this.name, error: message });
      this.#failing = message;
      return undefined;
    }
  }
}
