interface Due<T> {
  readonly at: number;
  readonly item: T;
}

/** Things that are due, the earliest first (a binary heap): thousands of them, and one timer for the first. */
export class DueQueue<T> {
  readonly #heap: Due<T>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** When the first is due; undefined when there is none. */
  get nextAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  push(at: number, item: T): void {
    let hole = this.#heap.push({ at, item }) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#at(parent) <= at) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#heap[hole] = { at, item };
  }

  /** Takes the first if it is due by now. */
  take(now: number): T | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return first.item;
  }

  #sink(due: Due<T>): void {
    let hole = 0;
    for (let child = 1; child < this.#heap.length; child = 2 * hole + 1) {
      if (child + 1 < this.#heap.length && this.#at(child + 1) < this.#at(child)) child += 1;
      if (due.at <= this.#at(child)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#heap[hole] = due;
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #move(from: number, to: number): void {
    const due = this.#heap[from];
    if (due !== undefined) this.#heap[to] = due;
  }
}
