/** What is to come, soonest first; what is due at the same instant comes in the order in which it was entered. */
export class Agenda<T> {
  readonly #heap: { readonly at: number; readonly order: number; readonly item: T }[] = [];
  #entered = 0;

  add(at: number, item: T): void {
    const heap = this.#heap;
    heap.push({ at, order: this.#entered, item });
    this.#entered += 1;
    let child = heap.length - 1;
    for (let parent = (child - 1) >> 1; child > 0 && this.#isBefore(child, parent); parent = (child - 1) >> 1) {
      this.#swap(child, parent);
      child = parent;
    }
  }

  next(): { readonly at: number; readonly item: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const child = left + 1 < heap.length && this.#isBefore(left + 1, left) ? left + 1 : left;
      if (child >= heap.length || !this.#isBefore(child, parent)) return first;
      this.#swap(child, parent);
      parent = child;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
