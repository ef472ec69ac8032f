import { setFlagsFromString } from 'node:v8';
import type { Emitter } from '../base/emitter.ts';
import type { Happening } from '../incidents/happening.ts';

/** A fleet of this size has memory to spare, and pauses that are felt. */
const LARGE_FLEET = 1_000;

/**
 * The process starts with `--optimize-for-size`, which spares a small fleet 20 MB: the heap grows by little before it is
 * collected as a whole. With thousands of containers that is 50 ms, three times a second while they are looked at, and again
 * at each scrape and each sweep; so it may grow by more than half first. V8 reads this flag at each collection, so it may be
 * set while it runs. `--optimize-for-size` stays: without it V8 keeps the pages of the last collection, 80 MB of them
 * (docs/adr/0015).
 */
export function giveRoom(happenings: Emitter<Happening>, setFlag: (flag: string) => void = setFlagsFromString): void {
  const off = happenings.on((happening) => {
    if (happening.kind !== 'listed' || happening.containers < LARGE_FLEET) return;
    off();
    setFlag('--heap-growing-percent=60');
  });
}
