import { setTimeout as sleep } from 'node:timers/promises';
import { fineCpuSeconds } from '../proc.ts';

const EVERY_MS = 100;
const WINDOW_MS = 1_000;

/** The CPU time of one process, ten times a second. */
export class CpuTrack implements AsyncDisposable {
  readonly #abort = new AbortController();
  readonly #points: { readonly at: number; readonly seconds: number }[] = [];
  readonly #running: Promise<void>;

  private constructor(pid: number) {
    this.#running = this.#run(pid);
  }

  static of(pid: number): CpuTrack {
    return new CpuTrack(pid);
  }

  /** The most cores that were busy over about a second. */
  busiest(): number {
    let most = 0;
    let first = 0;
    for (const { at, seconds } of this.#points) {
      while (first + 1 < this.#points.length && at - (this.#points[first + 1]?.at ?? at) >= WINDOW_MS) first += 1;
      const from = this.#points[first];
      if (from === undefined || at - from.at < WINDOW_MS) continue;
      most = Math.max(most, (seconds - from.seconds) / ((at - from.at) / 1000));
    }
    return most;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(pid: number): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      this.#points.push({ at: performance.now(), seconds: fineCpuSeconds(pid) });
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }
}
