/*
 * Wall time is what the clock on the wall of a time zone shows, as if it were UTC: milliseconds since the epoch of a clock
 * that was set to 1970-01-01 00:00 there.
 */

const DAY_MS = 86_400_000;
/** Clocks are changed at full quarters of an hour only. */
const QUARTER_MS = 900_000;
const QUARTERS_KEPT = 2_000;

/** What the clock of one zone shows beyond UTC. Asking Intl takes 20 µs, too long for every look at every container. */
class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  }

  offsetAt(instant: number): number {
    const quarter = Math.floor(instant / QUARTER_MS);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = this.#ask(quarter * QUARTER_MS);
    if (this.#offsets.size >= QUARTERS_KEPT) this.#offsets.clear();
    this.#offsets.set(quarter, offset);
    return offset;
  }

  #ask(instant: number): number {
    const parts = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const day = Date.UTC(part('year'), part('month') - 1, part('day'));
    return day + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1_000 - instant;
  }
}

/** Those of the configuration, a handful. */
const zones = new Map<string, Zone>();

function offsetAt(instant: number, timeZone: string): number {
  const zone = zones.get(timeZone) ?? new Zone(timeZone);
  zones.set(timeZone, zone);
  return zone.offsetAt(instant);
}

export const wallClock = (instant: number, timeZone: string): number => instant + offsetAt(instant, timeZone);

/** The first instant at which the clock shows it; of a skipped time: as much later as the clock jumps. */
export const firstInstantOf = (wall: number, timeZone: string): number => Math.min(...instantsOf(wall, timeZone));

/** The last such instant; a time may come twice. */
export const lastInstantOf = (wall: number, timeZone: string): number => Math.max(...instantsOf(wall, timeZone));

function instantsOf(wall: number, timeZone: string): number[] {
  // Whatever the clock jumps, it does so once in two days: the offsets before and after are all that come in question.
  const [before, after] = [offsetAt(wall - DAY_MS, timeZone), offsetAt(wall + DAY_MS, timeZone)];
  const shown = [wall - before, wall - after].filter((instant) => wallClock(instant, timeZone) === wall);
  return shown.length > 0 ? shown : [wall - before];
}
