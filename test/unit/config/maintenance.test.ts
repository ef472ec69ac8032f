import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MaintenanceWindow } from '../../../src/config/config.ts';
import { formatWindow, parseWindow } from '../../../src/config/maintenance.ts';
import { closesAt, isOpen } from '../../../src/config/maintenance-time.ts';
import { wallClock } from '../../../src/config/wall-clock.ts';

const windowOf = (text: string): MaintenanceWindow => {
  const window = parseWindow(text);
  if (window === undefined) throw new Error(`no window: ${text}`);
  return window;
};
const at = (text: string): number => Date.parse(text);

describe('parseWindow', () => {
  it.each([
    ['sun 02:00-04:00 Europe/Berlin', { days: [0], fromMinute: 120, toMinute: 240, timeZone: 'Europe/Berlin' }],
    ['daily 23:30-00:30', { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 1_410, toMinute: 30, timeZone: 'UTC' }],
    ['Mon-Fri 9:00 - 17:05 UTC', { days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1_025, timeZone: 'UTC' }],
    ['fri-mon 00:00-24:00', { days: [0, 1, 5, 6], fromMinute: 0, toMinute: 0, timeZone: 'UTC' }],
    ['mon,wed-thu,mon 01:00-02:00', { days: [1, 3, 4], fromMinute: 60, toMinute: 120, timeZone: 'UTC' }],
  ])('reads %j', (text, window) => expect(parseWindow(text)).toEqual(window));

  it.each([
    '',
    'daily',
    'sun 02:00',
    'sun 2-4',
    'sunday 02:00-04:00',
    'sun- 02:00-04:00',
    'sun-mon-tue 02:00-04:00',
    'sun,, 02:00-04:00',
    'sun 02:60-04:00',
    'sun 24:01-04:00',
    'sun 25:00-26:00',
    'sun 02:00-04:00 Mars/Olympus',
    'sun 02:00-04:00 ../etc/passwd',
    'sun 02:00-04:00 Europe/Berlin extra',
  ])('does not read %j', (text) => expect(parseWindow(text)).toBeUndefined());

  it('reads back what formatWindow wrote', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    const window = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }).map((days) => days.sort()),
      fromMinute: minute,
      toMinute: minute,
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'Etc/GMT+12'),
    });
    fc.assert(fc.property(window, (given) => expect(parseWindow(formatWindow(given))).toEqual(given)));
  });
});

describe('a window', () => {
  it.each([
    ['sun 02:00-04:00', '2026-11-22T01:59:59.999Z', undefined],
    ['sun 02:00-04:00', '2026-11-22T02:00:00Z', '2026-11-22T04:00:00Z'],
    ['sun 02:00-04:00', '2026-11-22T03:59:59.999Z', '2026-11-22T04:00:00Z'],
    ['sun 02:00-04:00', '2026-11-22T04:00:00Z', undefined],
    ['sun 02:00-04:00', '2026-11-23T03:00:00Z', undefined],
    ['sat 23:30-00:30', '2026-11-21T23:45:00Z', '2026-11-22T00:30:00Z'],
    ['sat 23:30-00:30', '2026-11-22T00:15:00Z', '2026-11-22T00:30:00Z'],
    ['sat 23:30-00:30', '2026-11-22T23:45:00Z', undefined],
    ['sat 23:30-00:30', '2026-11-21T00:15:00Z', undefined],
    ['daily 00:00-24:00', '2026-11-22T12:00:00Z', '2026-11-23T00:00:00Z'],
    ['sun 02:00-04:00 Europe/Berlin', '2026-11-22T01:30:00Z', '2026-11-22T03:00:00Z'],
    ['sun 02:00-04:00 Asia/Kolkata', '2026-11-21T20:30:00Z', '2026-11-21T22:30:00Z'],
    ['sun 02:00-04:00 America/Los_Angeles', '2026-11-22T11:00:00Z', '2026-11-22T12:00:00Z'],
  ])('%s at %s closes %s', (text, now, closes) => {
    expect(closesAt(windowOf(text), at(now))).toBe(closes === undefined ? undefined : at(closes));
    expect(isOpen(windowOf(text), at(now))).toBe(closes !== undefined);
  });
});

/** From the first open minute to the last one around an instant, step by step. */
function openSpans(text: string, from: string, to: string, stepMs = 60_000): string[] {
  const window = windowOf(text);
  const spans: string[] = [];
  let since: number | undefined;
  for (let now = at(from); now <= at(to); now += stepMs) {
    const open = isOpen(window, now);
    if (open && since === undefined) since = now;
    if (open || since === undefined) continue;
    spans.push(`${new Date(since).toISOString().slice(5, 16)} to ${new Date(now).toISOString().slice(5, 16)}`);
    since = undefined;
  }
  return spans;
}

describe('when the clock changes', () => {
  // Berlin: 02:00 → 03:00 at 01:00Z on 29 March 2026; 03:00 → 02:00 at 01:00Z on 25 October 2026.
  it.each([
    ['sun 01:00-04:00 Europe/Berlin', '03-29T00:00 to 03-29T02:00'],
    ['sun 02:00-04:00 Europe/Berlin', '03-29T01:00 to 03-29T02:00'],
    ['sun 02:00-03:00 Europe/Berlin', '03-29T01:00 to 03-29T02:00'],
    ['sun 02:15-02:45 Europe/Berlin', '03-29T01:15 to 03-29T01:45'],
    ['sat 23:00-02:30 Europe/Berlin', '03-28T22:00 to 03-29T01:30'],
    ['sun 03:00-04:00 Europe/Berlin', '03-29T01:00 to 03-29T02:00'],
  ])('in spring no night goes without: %s', (text, span) => {
    expect(openSpans(text, '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toEqual([span]);
  });

  it.each([
    ['sun 02:00-04:00 Europe/Berlin', '10-25T00:00 to 10-25T03:00'],
    ['sun 02:00-03:00 Europe/Berlin', '10-25T00:00 to 10-25T02:00'],
    ['sun 01:30-02:30 Europe/Berlin', '10-24T23:30 to 10-25T01:30'],
    ['sun 02:15-02:45 Europe/Berlin', '10-25T00:15 to 10-25T01:45'],
    ['sun 03:00-04:00 Europe/Berlin', '10-25T02:00 to 10-25T03:00'],
  ])('in autumn it lasts through both of the hours: %s', (text, span) => {
    expect(openSpans(text, '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toEqual([span]);
  });

  it('by half an hour, at midnight, or by hand of a government: always one window a day', () => {
    for (const timeZone of ['Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo', 'America/New_York']) {
      for (const text of [
        `daily 23:45-00:15 ${timeZone}`,
        `daily 00:00-01:00 ${timeZone}`,
        `daily 01:50-02:10 ${timeZone}`,
      ]) {
        for (const month of ['03', '04', '09', '10']) {
          const spans = openSpans(text, `2026-${month}-01T12:00:00Z`, `2026-${month}-29T12:00:00Z`, 600_000);
          expect([text, month, spans.length]).toEqual([text, month, 28]);
        }
      }
    }
  });
});

describe('any window', () => {
  const minute = fc.integer({ min: 0, max: 1_439 });
  const window = fc.record({
    days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
    fromMinute: minute,
    toMinute: minute,
    timeZone: fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo', 'Etc/GMT+12'),
  });
  const instant = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });

  it('is open exactly when the clock on the wall says so, where no clock is ever changed', () => {
    fc.assert(
      fc.property(window, instant, ({ days, fromMinute, toMinute, timeZone }, now) => {
        const wall = new Date(wallClock(now, timeZone));
        const [day, time] = [wall.getUTCDay(), (wall.getTime() % 86_400_000) / 60_000];
        const today = days.includes(day) && time >= fromMinute && (toMinute <= fromMinute || time < toMinute);
        const yesterday = days.includes((day + 6) % 7) && toMinute <= fromMinute && time < toMinute;
        expect(isOpen({ days, fromMinute, toMinute, timeZone }, now)).toBe(today || yesterday);
      }),
    );
  });

  it('closes when it says, and is open until then', () => {
    fc.assert(
      fc.property(window, instant, (given, now) => {
        const closes = closesAt(given, now);
        fc.pre(closes !== undefined);
        expect(closes).toBeGreaterThan(now);
        expect(isOpen(given, closes - 1)).toBe(true);
        const next = closesAt(given, closes);
        expect(next === undefined || next > closes).toBe(true);
      }),
    );
  });
});
