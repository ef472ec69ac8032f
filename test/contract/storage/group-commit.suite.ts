import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { StorageHealth } from '../../../src/storage/health.ts';
import { SpoolingLedger } from '../../../src/storage/spooling-ledger.ts';
import { aMemory, anIncident, openingOf } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

/** As the monitor records: many at once, those that wait share a transaction. */
async function open(it: Harness) {
  const directory = await mkdtemp(join(tmpdir(), 'group-'));
  const health = new StorageHealth(systemClock, silentLogger);
  health.answered();
  const ledger = await SpoolingLedger.open({
    ...{ inner: it.ledger, directory, health, clock: systemClock, logger: silentLogger },
  });
  return {
    ledger,
    [Symbol.asyncDispose]: async () => {
      await ledger.close();
      await rm(directory, { recursive: true });
    },
  };
}

const remembered = (target: string, over = {}): Change => ({
  kind: 'target_remembered',
  memory: aMemory({ target, ...over }),
});
const targetsOf = async (it: Harness) =>
  (await it.rows('SELECT target FROM monitor_targets ORDER BY target')).map(({ target }) => target);
const names = (count: number) => Array.from({ length: count }, (_, index) => `t${String(index).padStart(3, '0')}`);

export function groupCommitSuite(fresh: Fresh): void {
  describe('records that wait for each other', () => {
    it('share transactions, and each is there when its own call returns', async () => {
      await using it = await openHarness(fresh);
      await using group = await open(it);
      const all = names(120);
      const done = all.map((target) => group.ledger.record([remembered(target)]));
      for (const [index, least] of [
        [0, 1],
        [50, 101],
        [119, 120],
      ] as const) {
        await done[index];
        expect((await targetsOf(it)).length).toBeGreaterThanOrEqual(least);
      }
      const [made] = await it.rows('SELECT count(DISTINCT xmin::text)::int AS transactions FROM monitor_targets');
      // The first alone, a hundred, and the rest.
      expect(made).toEqual({ transactions: 3 });
    });

    it('suffer nothing from the one among them that is refused, which leaves nothing', async () => {
      await using it = await openHarness(fresh);
      await using group = await open(it);
      const all = names(60);
      // Refused half-way: its first change is fine by itself.
      const bad = [remembered('t033'), { kind: 'timeline', entry: { id: 'no uuid' } } as unknown as Change];
      const results = await Promise.allSettled(
        all.map((target) => group.ledger.record(target === 't033' ? bad : [remembered(target)])),
      );
      const refused = results.flatMap((result, index) =>
        result.status === 'rejected' ? [[all[index], result.reason.code]] : [],
      );
      expect(refused).toEqual([['t033', 'storage_rejected']]);
      expect(await targetsOf(it)).toEqual(all.filter((target) => target !== 't033'));
    });

    it('are taken in the order of the calls, also about one target', async () => {
      await using it = await openHarness(fresh);
      await using group = await open(it);
      const states = names(50);
      await Promise.all(states.map((state) => group.ledger.record([remembered('web', { state })])));
      expect(await it.rows('SELECT state FROM monitor_targets')).toEqual([{ state: 't049' }]);
    });

    it('are all refused from the moment on at which somebody else leads, and leave nothing', async () => {
      await using it = await openHarness(fresh);
      await using group = await open(it);
      it.ledger.lead({ host: 'box', epoch: 1 });
      const [before, after] = [names(30), names(60).slice(30)];
      await Promise.all(before.map((target) => group.ledger.record([remembered(target)])));
      await it.rows(`INSERT INTO monitor_leadership (host, epoch, holder, name, since)
                     VALUES ('box', 2, gen_random_uuid(), 'other:8377', now())`);
      const results = await Promise.allSettled([
        ...after.map((target) => group.ledger.record([remembered(target)])),
        group.ledger.record(openingOf(anIncident())),
      ]);
      const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'recorded'));
      expect(new Set(codes)).toEqual(new Set(['not_leading']));
      expect(await targetsOf(it)).toEqual(before);
      expect(await it.rows('SELECT FROM monitor_incidents')).toEqual([]);
      expect(group.ledger.status().spooledRecords).toBe(0);
    });
  });
}
