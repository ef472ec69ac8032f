import { expect, it } from '@jest/globals';
import { parseSince } from '../../../src/cli/since.ts';
import { NOW } from '../../support/fleet.ts';

it('reads a time span before now, and an instant', () => {
  expect(parseSince('7d', NOW)).toBe(NOW - 7 * 86_400_000);
  expect(parseSince('1h30m', NOW)).toBe(NOW - 5_400_000);
  expect(parseSince('2026-11-20T11:00:00Z', NOW)).toBe(NOW - 3_600_000);
  expect(parseSince('99999d', NOW)).toBe(0);
});

it.each(['', '7', '7 days', 'yesterday', '0s', '-1d', '1969-01-01', '2026-99-99'])('refuses %j', (text) => {
  expect(() => parseSince(text, NOW)).toThrow(/time span such as 7d/);
});
