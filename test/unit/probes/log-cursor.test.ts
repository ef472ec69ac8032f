import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { beginCursor, nextCursor } from '../../../src/probes/log-cursor.ts';
import type { LogLine } from '../../../src/probes/ports.ts';

const MS = 1_000_000n;
const line = (atNs: bigint, text = String(atNs)): LogLine => ({ atNs, text });

/** What the engine answers: from an instant on, in the order of the file, up to so many lines. */
const read = (log: readonly LogLine[], sinceNs: bigint, most = Number.POSITIVE_INFINITY) => {
  const fitting = log.filter(({ atNs }) => atNs >= sinceNs);
  return { lines: fitting.slice(0, most), cut: fitting.length > most };
};

describe('cursor of a log', () => {
  it('begins at an instant, and that very instant is in', () => {
    const { cursor, fresh } = nextCursor(beginCursor(5), read([line(5n * MS - 1n), line(5n * MS)], 0n));
    expect(fresh.map(({ atNs }) => atNs)).toEqual([5n * MS]);
    expect(nextCursor(cursor, read([line(5n * MS)], cursor.sinceNs)).fresh).toEqual([]);
  });

  it('takes in a line that was written late, with an earlier stamp', () => {
    const first = [line(100n * MS)];
    const { cursor } = nextCursor(beginCursor(0), read(first, 0n));
    const late = line(99n * MS, 'from stderr');
    expect(nextCursor(cursor, read([...first, late], cursor.sinceNs)).fresh).toEqual([late]);
  });

  it('goes on past a page that holds nothing new', () => {
    const log = Array.from({ length: 10 }, () => line(7n));
    let cursor = beginCursor(0);
    const seen: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const step = nextCursor(cursor, read(log, cursor.sinceNs, 5));
      cursor = step.cursor;
      seen.push(...step.fresh.map(({ text }) => text));
    }
    expect(seen).toHaveLength(5);
    expect(cursor.sinceNs).toBe(8n);
  });

  it('gives every line once, wherever the turns and the pages cut', () => {
    const step = fc.record({
      // Up to half a second forth, sometimes a little back or not at all.
      aheadMs: fc.integer({ min: -3, max: 500 }),
      turns: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 8, max: 100 }), (steps, most) => {
        const log: LogLine[] = [];
        let now = 10_000n * MS;
        let cursor = beginCursor(0);
        const got: string[] = [];
        const turn = () => {
          for (let pages = 0; pages < 20; pages += 1) {
            const page = read(log, cursor.sinceNs, most);
            const next = nextCursor(cursor, page);
            cursor = next.cursor;
            got.push(...next.fresh.map(({ text }) => text));
            if (!page.cut) return;
          }
        };
        for (const { aheadMs, turns } of steps) {
          now += BigInt(Math.max(0, aheadMs)) * MS;
          log.push(line(now + BigInt(Math.min(0, aheadMs)) * MS, `line ${log.length}`));
          for (let n = 0; n < turns; n += 1) turn();
        }
        turn();
        expect([...got].sort()).toEqual(log.map(({ text }) => text).sort());
      }),
    );
  });
});
