/** All that is still to come on one engine; nothing of it comes after the end. */
export class Timers {
  readonly #pending = new Map<NodeJS.Timeout, () => void>();
  #ended = false;

  after(ms: number, act: () => void): void {
    if (this.#ended) return;
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      act();
    }, ms);
    this.#pending.set(timer, act);
  }

  /** Never resolves when the engine ends meanwhile: what was under way there just is no more. */
  pause(ms: number): Promise<void> {
    return ms <= 0 ? Promise.resolve() : new Promise((resolve) => this.after(ms, resolve));
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#pending.keys()) clearTimeout(timer);
    this.#pending.clear();
  }
}
