import { describe, expect, it } from '@jest/globals';
import type { ClaudeConfig } from '../../../src/config/config.ts';
import { decideLaunch, type LaunchCase } from '../../../src/escalation/launch-policy.ts';
import { T0 } from '../../support/charts.ts';

const LIMITS = {
  enabled: 'auto',
  concurrency: 1,
  maxUsd: 1,
  runsPerHour: 20,
  runsPerDay: 25,
  usdPerHour: 5,
  usdPerDay: 10,
  maxLoadPerCore: 2,
} as ClaudeConfig;
const NOTHING = { runs: 0, usd: 0, oldest: undefined };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const given = (part: Partial<LaunchCase> = {}, config: Partial<ClaudeConfig> = {}): LaunchCase => ({
  config: { ...LIMITS, ...config },
  able: true,
  running: 0,
  lastHour: NOTHING,
  lastDay: NOTHING,
  loadPerCore: 0.1,
  ...part,
});

describe('decideLaunch', () => {
  it.each<[string, LaunchCase]>([
    ['nothing is in the way', given()],
    ['the load is not known', given({ loadPerCore: undefined })],
    ['there is room for one more run', given({ lastHour: { runs: 19, usd: 4, oldest: T0 } })],
    ['a second slot is free', given({ running: 1 }, { concurrency: 2 })],
  ])('launches: %s', (_what, input) => {
    expect(decideLaunch(input, T0)).toEqual({ kind: 'launch' });
  });

  it.each<[string, LaunchCase, number]>([
    ['switched_off', given({}, { enabled: 'false' }), T0 + 15_000],
    ['not_able', given({ able: false }), T0 + 15_000],
    ['all_slots_taken', given({ running: 1 }), T0 + 15_000],
    ['runs_per_hour', given({ lastHour: { runs: 20, usd: 0, oldest: T0 - HOUR + 5_000 } }), T0 + 5_000],
    ['runs_per_day', given({ lastDay: { runs: 25, usd: 0, oldest: T0 - DAY + 60_000 } }), T0 + 60_000],
    ['usd_per_hour', given({ lastHour: { runs: 5, usd: 4.01, oldest: T0 - 1_000 } }), T0 + HOUR - 1_000],
    ['usd_per_day', given({ lastDay: { runs: 9, usd: 9.5, oldest: T0 - HOUR } }), T0 + DAY - HOUR],
    ['host_overloaded', given({ loadPerCore: 2.1 }), T0 + 15_000],
  ])('holds: %s', (reason, input, until) => {
    expect(decideLaunch(input, T0)).toEqual({ kind: 'hold', reason, until });
  });

  it('asks again later, not at once, when the oldest run is about to leave its window', () => {
    const lastHour = { runs: 20, usd: 0, oldest: T0 - HOUR };
    expect(decideLaunch(given({ lastHour }), T0)).toEqual({ kind: 'hold', reason: 'runs_per_hour', until: T0 + 1_000 });
  });
});
