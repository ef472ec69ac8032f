import { describe, expect, it } from '@jest/globals';
import { fireDrill } from '../../../src/app/fire-drill.ts';
import { ParamedicError } from '../../../src/base/errors.ts';
import { newId } from '../../../src/base/id.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { LogRecorder } from '../../support/log-recorder.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

/** A storage that remembers when it was asked to rehearse, and answers as it is told. */
async function drilling() {
  const clock = new SteppedClock();
  const logger = new LogRecorder();
  const begun = clock.now();
  const rehearsals: { at: number; kinds: string[] }[] = [];
  const world = { ready: true, trouble: undefined as Error | undefined };
  const storage = {
    status: () => ({ ready: world.ready, since: 0, spooledRecords: 0, droppedSamples: 0, reason: undefined }),
    rehearse: async (changes: readonly Change[]) => {
      rehearsals.push({ at: clock.now() - begun, kinds: changes.map(({ kind }) => kind) });
      if (world.trouble !== undefined) throw world.trouble;
    },
  };
  const loop = fireDrill({ storage, config: validConfig(), host: 'box', channels: [], newId, clock, logger });
  await loop.start();
  return { clock, logger, rehearsals, world, [Symbol.asyncDispose]: () => loop.stop() };
}

describe('the fire drill', () => {
  it('rehearses a heal at the start, and every ten minutes', async () => {
    await using it = await drilling();
    await it.clock.advance(600_000);
    expect([...new Set(it.rehearsals.map(({ at }) => at))]).toEqual([0, 600_000]);
    // Once would leave its code and its statements as slow as the first time.
    expect(it.rehearsals.length).toBeGreaterThanOrEqual(2 * 2);
    expect(it.rehearsals[0]?.kinds).toEqual(expect.arrayContaining(['incident_opened', 'remediation_intended']));
    expect(it.logger.lines).toEqual([]);
  });

  it('waits while Postgres is away, and is held soon after', async () => {
    await using it = await drilling();
    it.world.ready = false;
    await it.clock.advance(60_000);
    expect(it.rehearsals).toEqual([]);
    it.world.ready = true;
    await it.clock.advance(5_000);
    expect(it.rehearsals).not.toEqual([]);
  });

  it('says once what would keep a heal from being recorded, with the cure, and when that is over', async () => {
    await using it = await drilling();
    it.world.trouble = new ParamedicError('storage_unreachable', 'permission denied', { cure: 'give it the right' });
    await it.clock.advance(1_200_000);
    const error = 'a heal could not be put on record now: permission denied; give it the right';
    expect(it.logger.logged('loop_failed')).toEqual([{ loop: 'fire-drill', error }]);
    it.world.trouble = undefined;
    await it.clock.advance(600_000);
    expect(it.logger.logged('loop_recovered')).toHaveLength(1);
  });
});
