import type { Breathe } from '../base/breathe.ts';
import { headOf } from './exposition.ts';
import type { Entry } from './label-book.ts';

/** A metric with series for every target. */
export interface FleetFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** The lines of one target; none when there is nothing to tell of it. */
  readonly lines: (entry: Entry) => string;
}

/** Characters. Text that is put together from very many pieces takes longer to encode than the same text in parts of this size. */
const SLICE_LENGTH = 32_768;
/**
 * About 3 ms of work, which nobody who waits for the event loop notices. Not much less: between two breaths come the turns of all
 * the others, which at times are longer than that.
 */
const BYTES_A_BREATH = 524_288;

/** Pure: what goes before, then the families, each after an empty line, in slices that are small beside a large whole. */
export function* slicesOf(
  before: string,
  families: readonly FleetFamily[],
  entries: readonly Entry[],
): Generator<string> {
  let slice = before;
  for (const { name, help, type, lines } of families) {
    slice += `\n${headOf(name, help, type)}`;
    for (const entry of entries) {
      slice += lines(entry);
      if (slice.length < SLICE_LENGTH) continue;
      yield slice;
      slice = '';
    }
  }
  yield slice;
}

/** All slices as bytes. Each is encoded as soon as it is made; every now and then everything else has a turn. */
export async function gather(slices: Iterable<string>, breathe: Breathe): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let sinceBreath = 0;
  for (const slice of slices) {
    const piece = Buffer.from(slice);
    pieces.push(piece);
    sinceBreath += piece.length;
    if (sinceBreath < BYTES_A_BREATH) continue;
    await breathe();
    sinceBreath = 0;
  }
  return Buffer.concat(pieces);
}
