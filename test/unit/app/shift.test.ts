import { describe, expect, it } from '@jest/globals';
import { Shift, type ShiftParts } from '../../../src/app/shift.ts';
import { attemptHorizon } from '../../../src/healing/forget.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

const HOUR_MS = 3_600_000;

/** From when on a shift with these settings reads what was done before it, in hours before now. */
async function recollectedHours(env: Record<string, string>): Promise<{ read: number; needed: number }> {
  const config = validConfig(env);
  const clock = new FixedClock();
  let since = Number.NaN;
  const memory = {
    recollect: async (_host: string, from: number) => {
      since = from;
      throw new Error('enough is known');
    },
  };
  const storage = { lead: () => {}, drainOnce: async () => 0, memory };
  const shift = new Shift({ config, clock, storage, host: 'box' } as unknown as ShiftParts, 1, () => 'act');
  await expect(shift.begin()).rejects.toThrow('enough is known');
  const now = clock.now();
  return { read: (now - since) / HOUR_MS, needed: (now - attemptHorizon(config.heal, now)) / HOUR_MS };
}

describe('a shift', () => {
  it('remembers every attempt that a rule may look at: backoff and budgets go on where they were', async () => {
    const long = { PARAMEDIC_HEAL_RESET_AFTER: '1d', PARAMEDIC_HEAL_BACKOFF_MAX: '6h' };
    expect(await recollectedHours(long)).toEqual({ read: 30, needed: 30 });
    expect(await recollectedHours({ PARAMEDIC_HEAL_BUDGET: '9/12h' })).toEqual({ read: 12, needed: 12 });
    expect(await recollectedHours({ PARAMEDIC_HEAL_HOST_BUDGET: '9/1d' })).toEqual({ read: 24, needed: 24 });
  });

  it('remembers two hours where no rule looks as far back', async () => {
    expect(await recollectedHours({})).toMatchObject({ read: 2, needed: 0.25 });
  });
});
