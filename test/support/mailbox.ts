/** What happened, in order, and a way to wait for what has not happened yet: tests wait for signals, never for time. */
export class Mailbox<T> {
  readonly items: T[] = [];
  readonly #waiting = new Set<(item: T) => void>();

  push(item: T): void {
    this.items.push(item);
    for (const waiter of this.#waiting) waiter(item);
  }

  /** The first item, past or future, that fits; `from` leaves out as many of the past. */
  find(fits: (item: T) => boolean, options: { from?: number; deadlineMs?: number } = {}): Promise<T> {
    const { from = 0, deadlineMs = 15_000 } = options;
    const past = this.items.slice(from).find(fits);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        const seen = JSON.stringify(this.items.slice(from).slice(-10));
        reject(new Error(`nothing that fits came within ${deadlineMs} ms; the last were ${seen}`));
      }, deadlineMs);
      const waiter = (item: T) => {
        if (!fits(item)) return;
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        resolve(item);
      };
      this.#waiting.add(waiter);
    });
  }
}
