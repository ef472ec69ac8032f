import type { LogFields, Logger } from '../../src/base/logger.ts';

export interface Logged {
  readonly event: string;
  readonly fields: LogFields;
}

/** A logger that remembers, and that can be waited for. */
export class LogRecorder implements Logger {
  readonly lines: Logged[] = [];
  readonly #waiting = new Set<() => void>();

  debug = (event: string, fields: LogFields = {}): void => this.#take(event, fields);
  info = this.debug;
  warn = this.debug;
  error = this.debug;

  logged(event: string): LogFields[] {
    return this.lines.filter((line) => line.event === event).map(({ fields }) => fields);
  }

  /** The so many-th line of that event, from 1. */
  async until(event: string, count = 1, deadlineMs = 40_000): Promise<LogFields> {
    const deadline = AbortSignal.timeout(deadlineMs);
    for (;;) {
      const found = this.logged(event)[count - 1];
      if (found !== undefined) return found;
      if (deadline.aborted)
        throw new Error(`no ${event}; logged: ${this.lines.map((one) => JSON.stringify(one)).join('\n')}`);
      await new Promise<void>((wake) => {
        this.#waiting.add(wake);
        deadline.addEventListener('abort', () => wake(), { once: true });
      });
    }
  }

  #take(event: string, fields: LogFields): void {
    this.lines.push({ event, fields });
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
