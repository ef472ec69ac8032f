/** What is left of the time that a whole act may take, for the deadline of its next call. */
export class Stopwatch {
  readonly #end: number;

  constructor(totalMs: number) {
    this.#end = performance.now() + totalMs;
  }

  /** At most `capMs`, and at least 1: a call whose time is over fails as every late call does. */
  left(capMs: number): number {
    return Math.max(1, Math.min(capMs, Math.ceil(this.#end - performance.now())));
  }
}
