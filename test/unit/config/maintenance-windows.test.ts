import { describe, expect, it } from '@jest/globals';
import { faultsOf, loaded } from './read.ts';

const nights = 'sun 02:00-04:00 Europe/Berlin; daily 23:30-00:30;';
const sunday = { days: [0], fromMinute: 120, toMinute: 240, timeZone: 'Europe/Berlin' };
const daily = { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 1_410, toMinute: 30, timeZone: 'UTC' };

describe('the setting maintenance', () => {
  it('is none by default', () => expect(loaded({}).config.maintenance).toEqual([]));

  it('reads windows from file and variable alike', () => {
    expect(loaded({ PARAMEDIC_MAINTENANCE: nights }).config.maintenance).toEqual([sunday, daily]);
    const file = { '/srv/paramedic.yml': `maintenance: ${nights}\n` };
    expect(loaded({}, file).config.maintenance).toEqual([sunday, daily]);
  });

  it.each([';', 'sun 02:00', 'sun 02:00-04:00; never 1:00-2:00', Array(51).fill('daily 01:00-02:00').join(';')])(
    'tells what is wrong with %j',
    (text) =>
      expect(faultsOf({ PARAMEDIC_MAINTENANCE: text })).toMatchObject([
        { key: 'maintenance', source: 'PARAMEDIC_MAINTENANCE', shouldBe: expect.stringContaining('Europe/Berlin') },
      ]),
  );
});
