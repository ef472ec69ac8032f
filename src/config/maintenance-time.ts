import type { MaintenanceWindow } from './config.ts';
import { firstInstantOf, lastInstantOf, wallClock } from './wall-clock.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const isOpen = (window: MaintenanceWindow, now: number): boolean => closesAt(window, now) !== undefined;

/**
 * When a window that is open now closes; undefined while it is closed. It lasts from the first time that the clock on the
 * wall shows its beginning to the last time that it shows its end: an hour that comes twice in autumn belongs to it
 * both times. A time that spring skips is as much later as the clock jumps, so that no night goes without its window.
 */
export function closesAt(window: MaintenanceWindow, now: number): number | undefined {
  const { timeZone } = window;
  const midnight = Math.floor(wallClock(now, timeZone) / DAY_MS) * DAY_MS;
  let closes: number | undefined;
  // One that began yesterday may still be open.
  for (const day of [midnight - DAY_MS, midnight]) {
    if (!window.days.includes(new Date(day).getUTCDay())) continue;
    const [opened, closed] = occurrence(window, day);
    if (now >= opened && now < closed) closes = Math.max(closes ?? 0, closed);
  }
  return closes;
}

/** `day`: its midnight as the clock on the wall shows it. */
function occurrence({ fromMinute, toMinute, timeZone }: MaintenanceWindow, day: number): [number, number] {
  const from = day + fromMinute * MINUTE_MS;
  const to = day + toMinute * MINUTE_MS + (toMinute <= fromMinute ? DAY_MS : 0);
  const opened = firstInstantOf(from, timeZone);
  const closed = lastInstantOf(to, timeZone);
  return [opened, closed > opened ? closed : opened + (to - from)];
}
