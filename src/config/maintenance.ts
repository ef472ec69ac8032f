import type { MaintenanceWindow } from './config.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const EVERY_DAY: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** Completes "should be …". */
export const WINDOW_EXPECTS =
  'days, times and a time zone, such as `sun 02:00-04:00 Europe/Berlin`, `mon-fri,sun 22:00-23:30` or `daily 23:30-00:30` ' +
  '(UTC without a zone; an end at or before the beginning is on the next day)';

const SHAPE = /^(\S+)\s+(\d{1,2}):(\d{2})\s?-\s?(\d{1,2}):(\d{2})(?:\s+(\S+))?$/;

/** `sun 02:00-04:00 Europe/Berlin`; undefined when the text is no such window. */
export function parseWindow(text: string): MaintenanceWindow | undefined {
  const [, dayText = '', fromHour, fromMinutes, toHour, toMinutes, timeZone = 'UTC'] = SHAPE.exec(text.trim()) ?? [];
  const days = parseDays(dayText.toLowerCase());
  const fromMinute = minuteOfDay(fromHour, fromMinutes);
  const toMinute = minuteOfDay(toHour, toMinutes);
  if (days === undefined || fromMinute === undefined || toMinute === undefined) return undefined;
  return isTimeZone(timeZone)
    ? { days, fromMinute: fromMinute % MINUTES, toMinute: toMinute % MINUTES, timeZone }
    : undefined;
}

const MINUTES = 1_440;

/** `24:00` is the midnight at the end of the day. */
function minuteOfDay(hour: string | undefined, minute: string | undefined): number | undefined {
  const value = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && value <= MINUTES ? value : undefined;
}

/** `daily`, `sun`, `mon-fri`, `fri-mon`, `mon,wed-fri`. */
function parseDays(text: string): readonly number[] | undefined {
  if (text === 'daily') return EVERY_DAY;
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last = first, ...more] = part.split('-').map((day) => (DAYS as readonly string[]).indexOf(day));
    if (first === undefined || last === undefined || first < 0 || last < 0 || more.length > 0) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].sort();
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The same window as text that `parseWindow` reads back. */
export function formatWindow({ days, fromMinute, toMinute, timeZone }: MaintenanceWindow): string {
  const names = days.length === EVERY_DAY.length ? 'daily' : days.map((day) => DAYS[day]).join(',');
  return `${names} ${clockTime(fromMinute)}-${clockTime(toMinute)} ${timeZone}`;
}

const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
