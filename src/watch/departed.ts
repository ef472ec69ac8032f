import type { Chart } from '../healing/chart.ts';
import type { ImageHistory } from '../healing/image-history.ts';
import { imagesAtEnd } from '../healing/observe.ts';
import { nextNumber } from './news.ts';

const KEPT = 1_000;

/** Who was here before: what is still asked of containers that were replaced or removed. The last thousand of each. */
export class Departed {
  readonly #targetsById = new Map<string, string>();
  readonly #images = new Map<string, ImageHistory>();
  readonly #leftAs = new Map<string, number>();

  /** Targets by the ids of their former containers. */
  get ids(): ReadonlyMap<string, string> {
    return this.#targetsById;
  }

  noteId(id: string, target: string): void {
    put(this.#targetsById, id, target);
    put(this.#leftAs, id, nextNumber());
  }

  /** An answer to a question with a smaller number is of the time before this container left (see news.ts). */
  leftAs(id: string): number {
    return this.#leftAs.get(id) ?? 0;
  }

  /** `endedAt`: when it ended, or until when it was there for sure. Often nobody has looked at its end before it was removed. */
  noteGone(chart: Chart, endedAt: number): void {
    this.noteId(chart.container.id, chart.target);
    put(this.#images, chart.target, imagesAtEnd(chart, endedAt));
  }

  /**
   * On which images a target that was removed had been well: `down`, pull and `up` are one update, with a gap in it. Once: whoever
   * comes by this name goes on with them.
   */
  takeImagesOf(target: string): ImageHistory | undefined {
    const images = this.#images.get(target);
    this.#images.delete(target);
    return images;
  }
}

/** As the newest; the oldest one gives way. */
function put<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}
