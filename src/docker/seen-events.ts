import type { EngineEvent } from '../containers/event.ts';

/**
 * Remembers the last events, so that those which the engine repeats after a reconnect are told once. The engine keeps 256;
 * with a window twice as wide nothing that it can repeat is forgotten.
 */
export class SeenEvents {
  readonly #keys = new Set<string>();
  readonly #capacity: number;

  constructor(capacity = 512) {
    this.#capacity = capacity;
  }

  /** False when it was added before. `timeNano` tells apart what happens within one millisecond. */
  add(event: EngineEvent, timeNano: unknown): boolean {
    const key = `${timeNano ?? event.at} ${event.action} ${event.health ?? ''} ${event.id}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > this.#capacity) {
      for (const oldest of this.#keys) {
        this.#keys.delete(oldest);
        break;
      }
    }
    return true;
  }
}
