import type { Breathe } from './breathe.ts';

/** Lets so many through between two breaths; the others wait, in the order in which they came. */
export class Turnstile {
  readonly #perBreath: number;
  readonly #breathe: Breathe;
  readonly #waiting: (() => void)[] = [];
  #passed = 0;
  #isTurning = false;

  constructor(perBreath: number, breathe: Breathe) {
    this.#perBreath = perBreath;
    this.#breathe = breathe;
  }

  /** Resolves when the caller may go on. */
  async pass(): Promise<void> {
    if (this.#passed < this.#perBreath && this.#waiting.length === 0) {
      this.#passed += 1;
      if (!this.#isTurning) void this.#turn();
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #turn(): Promise<void> {
    this.#isTurning = true;
    while (this.#passed > 0) {
      await this.#breathe();
      const next = this.#waiting.splice(0, this.#perBreath);
      this.#passed = next.length;
      for (const goOn of next) goOn();
    }
    this.#isTurning = false;
  }
}
