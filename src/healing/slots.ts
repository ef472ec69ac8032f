/**
 * Bounds how many containers *start* at the same time. A container that is waiting out its stop timeout does no work,
 * so its place is given back and taken again, without waiting, when it has ended: then the engine starts it at once.
 */
export class Slots {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  async take(): Promise<void> {
    if (!this.takeIfFree()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  takeIfFree(): boolean {
    if (this.#taken >= this.#limit) return false;
    this.#taken += 1;
    return true;
  }

  /** For what is already starting: may exceed the limit for a moment, and holds back those who wait. */
  takeAtOnce(): void {
    this.#taken += 1;
  }

  giveBack(): void {
    this.#taken -= 1;
    if (this.#taken >= this.#limit) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#taken += 1;
    next();
  }
}
