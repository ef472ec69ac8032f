import { setFlagsFromString } from 'node:v8';
import type { Emitter } from '../base/emitter.ts';
import type { Happening } from '../incidents/happening.ts';

/** A fleet of this size has memory to spare, and pauses that are felt. */
const LARGE_FLEET = 1_000;

/**
 * The process starts with `--optimize-for-size`, which spares a small fleet 20 MB. With thousands of containers the same rule
 * collects the whole heap at each scrape and each sweep, 50 ms a time; from then on it may grow by a fifth first. V8 looks
 * at these flags at each collection, so they may be changed while it runs (docs/adr/0015).
 */
export function giveRoom(happenings: Emitter<Happening>, setFlag: (flag: string) => void = setFlagsFromString): void {
  const off = happenings.on((happening) => {
    if (happening.kind !== 'reconciled' || happening.containers < LARGE_FLEET) return;
    off();
    setFlag('--no-optimize-for-size');
    setFlag('--heap-growing-percent=20');
  });
}
