import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import type { Claim } from '../../../src/escalation/queue-port.ts';
import { aRun, claiming, givingUp, LEASE_MS } from '../../support/escalation-records.ts';
import { AT, anIncident } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

const LAPSE = AT + 1_000 + LEASE_MS;
const QUARTER = 15 * 60_000;

async function begun(it: Harness): Promise<{ claim: Claim; id: string }> {
  await it.ledger.record(givingUp(anIncident(), { expiresAt: AT + 86_400_000 }));
  const claim = await it.escalations.queue.claim(claiming());
  if (claim === undefined) throw new Error('nothing to claim');
  const run = aRun(claim, { workspace: '/srv/shop' });
  await it.escalations.queue.beginRun(claim, run);
  await it.escalations.queue.noteRun(run.id, { costUsd: 0.5, turns: 3 });
  return { claim, id: run.id };
}

const sweep = (it: Harness, now: number, maxAttempts = 9) =>
  it.escalations.sweeper.sweep(now, { maxAttempts, channels: [], newId });
const unfinished = async (it: Harness) => (await it.escalations.queue.unfinishedRuns('box')).map(({ id }) => id);

/** Runs whose worker never comes back, under that name or at all. */
export function lostRunsSuite(fresh: Fresh): void {
  describe('runs that nobody ends', () => {
    it('are lost a quarter of an hour after their escalation went back on the queue, with what they had cost', async () => {
      await using it = await openHarness(fresh);
      const { claim, id } = await begun(it);
      await sweep(it, LAPSE);
      await sweep(it, LAPSE + QUARTER - 1);
      expect(await unfinished(it)).toEqual([id]);
      await sweep(it, LAPSE + QUARTER);
      expect(await unfinished(it)).toEqual([]);
      expect((await it.escalations.archive.story(claim.escalation.id))?.runs).toMatchObject([
        {
          ...{ outcome: 'lost', endedAt: LAPSE + QUARTER, costUsd: 0.5, turns: 3 },
          error: 'its worker worker-1 was not heard of again',
        },
      ]);
    });

    it('are lost a quarter of an hour after another worker took the escalation, whose own run goes on', async () => {
      await using it = await openHarness(fresh);
      const { id } = await begun(it);
      const taken = LAPSE + 1_000;
      const next = await it.escalations.queue.claim(claiming({ worker: 'worker-2', now: taken, leaseMs: 3_600_000 }));
      if (next === undefined) throw new Error('nothing to claim');
      const second = aRun(next, { worker: 'worker-2', startedAt: taken + 1 });
      await it.escalations.queue.beginRun(next, second);
      await sweep(it, taken + QUARTER - 1);
      expect((await unfinished(it)).sort()).toEqual([id, second.id].sort());
      await sweep(it, taken + QUARTER);
      expect(await unfinished(it)).toEqual([second.id]);
    });

    it('are lost a quarter of an hour after their escalation was ended without them', async () => {
      await using it = await openHarness(fresh);
      const { id } = await begun(it);
      expect((await sweep(it, LAPSE, 1)).ended).toHaveLength(1);
      await sweep(it, LAPSE + QUARTER - 1, 1);
      expect(await unfinished(it)).toEqual([id]);
      await sweep(it, LAPSE + QUARTER, 1);
      expect(await unfinished(it)).toEqual([]);
    });

    it('are left alone while their worker holds on to the escalation, however long that lasts', async () => {
      await using it = await openHarness(fresh);
      const { claim, id } = await begun(it);
      const later = LAPSE - 1 + 10 * QUARTER;
      await it.escalations.queue.renew(claim, LAPSE - 1, 10 * QUARTER + 1);
      await sweep(it, later);
      expect(await unfinished(it)).toEqual([id]);
    });
  });
}
