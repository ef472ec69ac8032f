import type { Breathe } from '../base/breathe.ts';
import { headOf } from './exposition.ts';
import type { Entry } from './label-book.ts';
import { Page } from './page.ts';

/** A metric with series for every target. */
export interface FleetFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** Writes the lines of one target; none when there is nothing to tell of it. */
  readonly write: (page: Page, entry: Entry) => void;
}

/**
 * About a millisecond of work, which nobody who waits for the event loop notices. Not much less: between two breaths come the
 * turns of all the others, which at times are longer than that.
 */
const BYTES_A_BREATH = 524_288;

interface Parts {
  /** What goes before. */
  readonly before: string;
  readonly families: readonly FleetFamily[];
  readonly entries: readonly Entry[];
  /** About how many bytes it will be, as far as that is known. */
  readonly room?: number;
}

/** What goes before, then the families, each after an empty line; every now and then everything else has a turn. */
export async function compose({ before, families, entries, room }: Parts, breathe: Breathe): Promise<Buffer> {
  const page = new Page(room);
  let breathedAt = 0;
  page.text(before);
  for (const { name, help, type, write } of families) {
    page.text(`\n${headOf(name, help, type)}`);
    for (const entry of entries) {
      write(page, entry);
      if (page.length - breathedAt < BYTES_A_BREATH) continue;
      await breathe();
      breathedAt = page.length;
    }
  }
  return page.bytes();
}
