import type { LogLine, LogPage } from './ports.ts';

/** How far the log of one container has been read. */
export interface LogCursor {
  /** Ask from here on, this instant included. */
  readonly sinceNs: bigint;
  /** The newest instant of which a line was seen. */
  readonly newestNs: bigint;
  /** How many lines were seen of each instant from `sinceNs` on. */
  readonly seen: ReadonlyMap<bigint, number>;
}

/**
 * stdout and stderr are written side by side: a line can come into the log after one with a later stamp. So far back it is
 * looked for.
 */
const OVERLAP_NS = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;

export function beginCursor(fromMs: number): LogCursor {
  const fromNs = BigInt(Math.max(0, Math.floor(fromMs))) * NS_PER_MS;
  return { sinceNs: fromNs, newestNs: fromNs, seen: new Map() };
}

/**
 * Pure: the lines of a page that were not seen before, each line once, and the cursor for the next page. The log only
 * grows at its end, so that of lines with the same stamp those seen before come first.
 */
export function nextCursor(cursor: LogCursor, page: LogPage): { cursor: LogCursor; fresh: readonly LogLine[] } {
  const counts = new Map<bigint, number>();
  const fresh: LogLine[] = [];
  let newestNs = cursor.newestNs;
  for (const line of page.lines) {
    if (line.atNs < cursor.sinceNs) continue;
    const count = (counts.get(line.atNs) ?? 0) + 1;
    counts.set(line.atNs, count);
    if (count > (cursor.seen.get(line.atNs) ?? 0)) fresh.push(line);
    if (line.atNs > newestNs) newestNs = line.atNs;
  }
  const sinceNs = nextSince(cursor, page.cut, fresh.length, newestNs);
  const seen = new Map<bigint, number>();
  for (const [at, count] of [...cursor.seen, ...counts]) {
    if (at >= sinceNs) seen.set(at, Math.max(count, seen.get(at) ?? 0));
  }
  return { cursor: { sinceNs, newestNs, seen }, fresh };
}

/** A page that was cut must not begin again where it began, or there would be no end of it. */
function nextSince(cursor: LogCursor, cut: boolean, fresh: number, newestNs: bigint): bigint {
  if (cut) return fresh > 0 ? newestNs : newestNs + 1n;
  const back = newestNs - OVERLAP_NS;
  return back > cursor.sinceNs ? back : cursor.sinceNs;
}
