/**
 * The last samples of one figure of one container, without a gap in between: a ring of `Float32` pairs (value, time since the
 * sample before). 8 bytes a sample, so that thousands of containers fit into a few megabytes; 24 bits of precision are
 * more than any figure here is worth.
 */
export class Window {
  readonly #pairs: Float32Array;
  readonly #spacingMs: number;
  readonly #maxGapMs: number;
  #newest = -1;
  #size = 0;
  #lastAt = 0;

  /** Covers `coverMs` with about `slots` samples; those that come quicker are left out, a pause of `maxGapMs` empties it. */
  constructor(options: { readonly coverMs: number; readonly slots: number; readonly maxGapMs: number }) {
    const { coverMs, slots, maxGapMs } = options;
    // Sweeps are not quite regular: one that is a bit early still counts.
    this.#spacingMs = (coverMs / slots) * 0.9;
    this.#maxGapMs = Math.max(maxGapMs, 3 * this.#spacingMs);
    this.#pairs = new Float32Array(2 * (Math.ceil(coverMs / this.#spacingMs) + 2));
  }

  get size(): number {
    return this.#size;
  }

  get lastAt(): number {
    return this.#lastAt;
  }

  /** True when the sample was taken in. */
  push(at: number, value: number): boolean {
    const since = at - this.#lastAt;
    if (this.#size > 0 && since < this.#spacingMs) return false;
    if (since > this.#maxGapMs) this.clear();
    const capacity = this.#pairs.length / 2;
    this.#newest = (this.#newest + 1) % capacity;
    this.#size = Math.min(this.#size + 1, capacity);
    this.#pairs[2 * this.#newest] = value;
    this.#pairs[2 * this.#newest + 1] = since;
    this.#lastAt = at;
    return true;
  }

  clear(): void {
    this.#size = 0;
  }

  /** Calls `visit` with value and age (before the newest), newest first, until the first sample that is `spanMs` old or older. */
  back(spanMs: number, visit: (value: number, ageMs: number) => void): { covered: boolean } {
    const capacity = this.#pairs.length / 2;
    let ageMs = 0;
    for (let step = 0; step < this.#size; step += 1) {
      const slot = 2 * ((this.#newest - step + capacity) % capacity);
      visit(this.#pairs[slot] ?? 0, ageMs);
      if (ageMs >= spanMs) return { covered: true };
      ageMs += this.#pairs[slot + 1] ?? 0;
    }
    return { covered: false };
  }
}
