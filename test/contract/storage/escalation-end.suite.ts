import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import {
  aLesson,
  anApproval,
  anEnd,
  aQueued,
  aRequest,
  aRun,
  claiming,
  givingUp,
  LEASE_MS,
  resolving,
} from '../../support/escalation-records.ts';
import { AT, aMessage, anEntry, anIncident } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

async function oneClaimed(it: Harness, over: Parameters<typeof givingUp>[1] = {}) {
  const incident = anIncident();
  await it.ledger.record(givingUp(incident, over));
  const claim = await it.escalations.queue.claim(claiming());
  if (claim === undefined) throw new Error('nothing to claim');
  return { incident, claim };
}

const now = async (it: Harness, id: string) => (await it.escalations.archive.story(id))?.escalation;

/** What ends with an escalation, and what comes after it. */
export function escalationEndSuite(fresh: Fresh): void {
  describe('the end of an escalation', () => {
    it('is one transaction with all that belongs to it', async () => {
      await using it = await openHarness(fresh);
      const { claim, incident } = await oneClaimed(it);
      const { queue, approvals, desk, archive } = it.escalations;
      const { id } = claim.escalation;
      const asked = anApproval(claim);
      await approvals.ask(claim, asked);
      const request = aRequest(id);
      await desk.ask(request);
      const [message, entry, lesson] = [
        aMessage({ incidentId: incident.id }),
        anEntry(incident.id, { kind: 'escalation_ended' }),
        aLesson(id),
      ];
      const result = {
        ...{
          sessionId: 's-1',
          turns: 7,
          costUsd: 0.25,
          durationMs: 90_000,
          summary: 'typo\u0000',
          branch: 'paramedic/fix',
        },
        tokens: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 },
        denials: [{ tool: 'Bash', reason: 'not_listed' }],
        report: { rootCause: 'r', confidence: 'high', actions: ['a'], filesChanged: ['f'], followUp: [] },
        commits: [{ hash: 'abc', subject: 's' }],
        diffStat: { files: 1, insertions: 2, deletions: 3 },
        transcript: 'escalations/x/transcript.jsonl',
      } as const;
      const end = anEnd({
        outcome: 'resolved',
        reason: 'verified',
        result,
        timeline: [entry],
        messages: [message],
        lesson,
      });
      // Refused as a whole when one part is.
      await expect(
        queue.finish(claim, { ...end, messages: [{ ...message, incidentId: newId() }] }),
      ).rejects.toMatchObject({ code: 'storage_rejected' });
      expect(await now(it, id)).toEqual(claim.escalation);
      expect(await queue.finish(claim, end)).toBe(true);
      const told = await archive.story(id);
      expect(told?.escalation).toMatchObject({
        ...result,
        summary: 'typo\ufffd',
        status: 'resolved',
        outcomeReason: 'verified',
        finishedAt: AT + 10_000,
        leaseUntil: undefined,
      });
      expect(told?.timeline).toEqual([entry]);
      expect(await it.outbox.claimDue(AT + 20_000, 10, 'webhook')).toEqual([{ message, attempt: 1 }]);
      expect(await approvals.approval(asked.id)).toMatchObject({ status: 'expired', decidedAt: AT + 10_000 });
      expect(await desk.answer(request.id)).toEqual({ kind: 'expired', reason: 'the escalation has ended' });
      expect(await archive.recall('s1', 5, 'shown')).toEqual([lesson]);
      expect(await archive.list({ status: 'open' })).toEqual([]);
    });

    it('costs what its runs have cost when nobody says otherwise', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it);
      const { queue } = it.escalations;
      for (const costUsd of [0.5, 0.25]) {
        const run = aRun(claim);
        await queue.beginRun(claim, run);
        await queue.noteRun(run.id, { costUsd });
      }
      await queue.finish(claim, anEnd());
      expect(await now(it, claim.escalation.id)).toMatchObject({ costUsd: 0.75 });
    });

    it('is followed by another one for those that joined after the claim and are still there', async () => {
      await using it = await openHarness(fresh);
      const shop = { groupKey: 'project/shop', project: 'shop', workspace: '/srv/shop' } as const;
      const { claim, incident } = await oneClaimed(it, shop);
      const make = (target: string, over: Parameters<typeof anIncident>[0] = {}) => anIncident({ target, ...over });
      const [cured, left, grave] = [make('shop/a#1'), make('shop/b#1'), make('shop/c#1', { severity: 'critical' })];
      for (const late of [cured, left, grave])
        await it.ledger.record(givingUp(late, { ...shop, createdAt: AT + 3_000 }));
      await it.ledger.record(resolving(cured));
      expect(await it.escalations.queue.finish(claim, anEnd({ outcome: 'inconclusive' }))).toBe(true);
      const [next, ...more] = await it.escalations.archive.list({ status: 'open' });
      expect(more).toEqual([]);
      expect(next).toMatchObject({
        ...shop,
        ...{ incidentId: grave.id, target: 'shop/c#1', severity: 'critical', reason: 'still_open', status: 'queued' },
        ...{ createdAt: AT + 10_000, readyAt: AT + 10_000, expiresAt: AT + 10_000 + 3_600_000, attempts: 0, fence: 0 },
      });
      const about = (await it.escalations.archive.story(next?.id ?? ''))?.incidents.map(({ id }) => id);
      expect(about).toEqual([left.id, grave.id]);
      // The one that was claimed is not among them: that one has ended, whatever it came to.
      expect(about).not.toContain(incident.id);
    });

    it('is followed by none when a person has cancelled it', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it, { groupKey: 'g' });
      await it.ledger.record(givingUp(anIncident({ target: 'b' }), { groupKey: 'g', createdAt: AT + 3_000 }));
      await it.escalations.orders.cancel(claim.escalation.id, 'alice', AT + 4_000);
      expect(await it.escalations.queue.renew(claim, AT + 4_500, LEASE_MS)).toMatchObject({
        cancelReason: 'cancelled by alice',
      });
      await it.escalations.queue.finish(claim, anEnd({ outcome: 'cancelled' }));
      expect(await it.escalations.archive.list({ status: 'open' })).toEqual([]);
    });

    it.each(['its worker', 'the sweep after it was given back'])(
      'is followed by another one for what joined after a person had cancelled it: ended by %s',
      async (who) => {
        await using it = await openHarness(fresh);
        const { queue, orders, sweeper, archive } = it.escalations;
        const { claim } = await oneClaimed(it, { groupKey: 'g' });
        const { id } = claim.escalation;
        await it.ledger.record(givingUp(anIncident({ target: 'before' }), { groupKey: 'g', createdAt: AT + 3_000 }));
        await orders.cancel(id, 'alice', AT + 4_000);
        const after = anIncident({ target: 'after' });
        await it.ledger.record(givingUp(after, { groupKey: 'g', createdAt: AT + 5_000 }));
        // The first time counts: that of which the person knew.
        await orders.cancel(id, 'bob', AT + 6_000);
        if (who === 'its worker') await queue.finish(claim, anEnd({ outcome: 'cancelled' }));
        else {
          await queue.release(claim, AT + 7_000, { countsAttempt: false, readyAt: AT + 7_000 });
          await sweeper.sweep(AT + 10_000, { maxAttempts: 3, channels: [], newId });
        }
        expect((await now(it, id))?.status).toBe('cancelled');
        const open = await archive.list({ status: 'open' });
        expect(open).toMatchObject([{ incidentId: after.id, reason: 'still_open', createdAt: AT + 10_000 }]);
        expect((await archive.story(open[0]?.id ?? ''))?.incidents.map((one) => one.id)).toEqual([after.id]);
      },
    );

    it('is not in the way of what comes next for the group', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it, { groupKey: 'g' });
      await it.escalations.queue.finish(claim, anEnd());
      const next = anIncident({ target: 'b', timestamp: AT + 20_000 });
      await it.ledger.record(givingUp(next, { ...aQueued(next), groupKey: 'g', createdAt: AT + 20_000 }));
      expect(await it.escalations.archive.list({ status: 'open' })).toMatchObject([{ incidentId: next.id }]);
    });
  });
}
