import type { Container } from '../containers/container.ts';
import { beginCursor, type LogCursor, nextCursor } from '../probes/log-cursor.ts';
import type { LogLine, LogSource } from '../probes/ports.ts';

/** Of one container in one turn at most 8 MiB, a megabyte at a time. */
const PAGE_BYTES = 1024 * 1024;
const PAGES_A_TURN = 8;
/** Asking for the last lines only spares the engine reading the whole file; how many, follows how much was written. */
const TAIL_MIN = 200;
const TAIL_MAX = 5_000;
/** The engine counts the parts of a long line, a page its lines: in one page they differ by at most this. */
const TAIL_SLACK = PAGE_BYTES / 16_384;

/** Reads the log of one container from where it was read to, each line once. */
export class LogReader {
  readonly containerId: string;
  #cursor: LogCursor;
  #tail = TAIL_MIN;
  /** End of the life that was read to its end. */
  #endRead: number | undefined;

  constructor(containerId: string, fromMs: number) {
    this.containerId = containerId;
    this.#cursor = beginCursor(fromMs);
  }

  /** A container that has ended is read once more: its last words matter most. */
  hasNews({ state, finishedAt }: Container): boolean {
    if (state === 'created') return false;
    return state === 'running' || finishedAt === undefined || finishedAt !== this.#endRead;
  }

  /** Instant of the newest line, in ms. */
  get readTo(): number {
    return Number(this.#cursor.newestNs / 1_000_000n);
  }

  leapTo(fromMs: number): void {
    this.#cursor = beginCursor(fromMs);
  }

  /** False when there is more than one turn may read. Throws what the source throws; what was read is read then. */
  async catchUp(
    source: LogSource,
    container: Container,
    signal: AbortSignal,
    onLine: (line: LogLine) => void,
  ): Promise<boolean> {
    let tail: number | undefined = this.#tail;
    let lines = 0;
    for (let pages = 0; pages < PAGES_A_TURN && !signal.aborted; pages += 1) {
      const ask = { sinceNs: this.#cursor.sinceNs, tail, maxBytes: PAGE_BYTES, signal };
      const page = await source.read(this.containerId, ask);
      // What was not seen yet may begin before the tail.
      const mayMiss = tail !== undefined && (page.cut || page.lines.length > tail - TAIL_SLACK);
      tail = undefined;
      if (mayMiss) continue;
      const { cursor, fresh } = nextCursor(this.#cursor, page);
      this.#cursor = cursor;
      for (const line of fresh) onLine(line);
      lines += page.lines.length;
      this.#tail = Math.min(Math.max(2 * lines, TAIL_MIN), TAIL_MAX);
      if (page.cut) continue;
      this.#endRead = container.state === 'running' ? undefined : container.finishedAt;
      return true;
    }
    return false;
  }
}
