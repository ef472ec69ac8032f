/** Wakes everybody who waits. Take `next` before you look: what rings while you look is then not missed. */
export class Bell {
  #next = new AbortController();

  /** Aborts at the next ring. */
  get next(): AbortSignal {
    return this.#next.signal;
  }

  ring(): void {
    const rung = this.#next;
    this.#next = new AbortController();
    rung.abort();
  }
}
