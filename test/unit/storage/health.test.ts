import { describe, expect, it } from '@jest/globals';
import type { Logger } from '../../../src/base/logger.ts';
import { StorageHealth } from '../../../src/storage/health.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

function make() {
  const clock = new FixedClock();
  const events: string[] = [];
  const log = (event: string) => void events.push(event);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  return { clock, events, health: new StorageHealth(clock, logger) };
}

describe('StorageHealth', () => {
  it('is not ready until the first answer, and says nothing of a start that just works', () => {
    const { health, events } = make();
    expect(health).toMatchObject({ ready: false, reason: 'not connected yet' });
    health.answered();
    expect(health).toMatchObject({ ready: true, reason: undefined });
    expect(events).toEqual([]);
  });

  it('says once that storage is away and once that it is back', () => {
    const { clock, health, events } = make();
    health.answered();
    clock.at += 1_000;
    const away = clock.at;
    health.failed('refused', 'start it');
    clock.at += 1_000;
    health.failed('still refused', 'start it');
    expect(health).toMatchObject({ ready: false, since: away, reason: 'still refused' });
    health.answered();
    health.answered();
    expect(health).toMatchObject({ ready: true, since: clock.at });
    expect(events).toEqual(['storage_unreachable', 'storage_recovered']);
  });
});
