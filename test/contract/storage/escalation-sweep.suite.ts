import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { Database } from '../../../src/storage/database.ts';
import { escalationStore } from '../../../src/storage/escalation-store.ts';
import {
  anApproval,
  aRequest,
  aRun,
  claiming,
  givingUp,
  LEASE_MS,
  resolving,
} from '../../support/escalation-records.ts';
import { AT, anIncident } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

const OPTIONS = { maxAttempts: 3, channels: ['webhook', 'slack'], newId };
const EXPIRY = AT + 3_600_000;
const LAPSE = AT + 1_000 + LEASE_MS;

async function queueOne(it: Harness, over: Partial<Incident> = {}, row: Parameters<typeof givingUp>[1] = {}) {
  const incident = anIncident(over);
  await it.ledger.record(givingUp(incident, row));
  return incident;
}
const only = async (it: Harness) => {
  const [escalation, ...more] = await it.escalations.archive.list({});
  expect(more).toEqual([]);
  const story = await it.escalations.archive.story(escalation?.id ?? '');
  if (story === undefined) throw new Error('no escalation');
  return story;
};
const messages = async (it: Harness) =>
  (await it.rows('SELECT event, channel, payload FROM monitor_notifications WHERE event <> $1 ORDER BY channel', [
    'escalation_queued',
  ])) as {
    event: string;
    channel: string;
    payload: Record<string, unknown>;
  }[];

/** Something joins when the sweep has looked and before it acts. */
class Joining extends Database {
  readonly #join: () => Promise<unknown>;

  constructor(join: () => Promise<unknown>) {
    super();
    this.#join = join;
  }

  override async transact(...parameters: Parameters<Database['transact']>): Promise<number[]> {
    await this.#join();
    return super.transact(...parameters);
  }
}

/** What the monitor brings to an end because nobody else does. */
export function escalationSweepSuite(fresh: Fresh): void {
  describe('sweep', () => {
    it('lets expire what nobody has claimed, and tells people and the story', async () => {
      await using it = await openHarness(fresh);
      const { sweeper } = it.escalations;
      const incident = await queueOne(it);
      expect(await sweeper.sweep(EXPIRY - 1, OPTIONS)).toEqual({ ended: [], released: [], approvals: 0, requests: 0 });
      const before = (await only(it)).escalation;
      expect(await sweeper.sweep(EXPIRY, OPTIONS)).toMatchObject({
        ended: [{ escalation: before, outcome: 'expired', reason: 'not_claimed' }],
      });
      const { escalation, timeline } = await only(it);
      expect(escalation).toMatchObject({ status: 'expired', outcomeReason: 'not_claimed', finishedAt: EXPIRY });
      expect(timeline).toMatchObject([
        {
          incidentId: incident.id,
          kind: 'escalation_expired',
          reason: 'not_claimed',
          detail: { escalation: escalation.id },
        },
      ]);
      const payload = { escalation_id: escalation.id, reason: 'not_claimed', incident_id: incident.id };
      expect(await messages(it)).toMatchObject(
        ['slack', 'webhook'].map((channel) => ({ event: 'escalation_expired', channel, payload })),
      );
      expect(await sweeper.sweep(EXPIRY + 1, OPTIONS)).toMatchObject({ ended: [] });
      expect(await messages(it)).toHaveLength(2);
    });

    it('ends quietly what a person looks after, or is not to be told of', async () => {
      await using it = await openHarness(fresh);
      await queueOne(it, { acknowledgedAt: AT, acknowledgedBy: 'alice' });
      await it.escalations.sweeper.sweep(EXPIRY, OPTIONS);
      expect((await only(it)).escalation).toMatchObject({ status: 'cancelled', outcomeReason: 'acknowledged' });
      await using second = await openHarness(fresh);
      await queueOne(second, { muted: true });
      await second.escalations.sweeper.sweep(EXPIRY, OPTIONS);
      expect((await only(second)).escalation).toMatchObject({ status: 'expired' });
      expect([...(await messages(it)), ...(await messages(second))]).toEqual([]);
    });

    it('puts back what its worker has lost, which nobody has to poll for, and counts the attempt', async () => {
      await using it = await openHarness(fresh);
      const { queue, sweeper } = it.escalations;
      await queueOne(it, {}, { expiresAt: AT + 2_000 });
      const claim = await queue.claim(claiming());
      expect(await sweeper.sweep(LAPSE - 1, OPTIONS)).toMatchObject({ released: [] });
      expect(await sweeper.sweep(LAPSE, OPTIONS)).toMatchObject({ ended: [], released: [claim?.escalation] });
      const { escalation, timeline } = await only(it);
      expect(escalation).toMatchObject({ status: 'queued', attempts: 1, readyAt: LAPSE, expiresAt: LAPSE + 2_000 });
      expect(timeline).toMatchObject([
        { kind: 'escalation_released', reason: 'worker_lost', detail: { worker: 'worker-1' } },
      ]);
      expect(claim && (await queue.setStatus(claim, 'running'))).toBe(false);
      expect((await queue.claim(claiming({ now: LAPSE })))?.escalation.attempts).toBe(2);
    });

    it('gives up what was tried often enough, with what its runs cost, and what joined late goes on by itself', async () => {
      await using it = await openHarness(fresh);
      const { queue, sweeper, archive, approvals } = it.escalations;
      const incident = await queueOne(it, {}, { groupKey: 'g' });
      const claim = await queue.claim(claiming({ maxAttempts: 1 }));
      if (claim === undefined) throw new Error('nothing to claim');
      const run = aRun(claim);
      await queue.beginRun(claim, run);
      await queue.noteRun(run.id, { costUsd: 0.5 });
      const asked = anApproval(claim, { expiresAt: EXPIRY });
      await approvals.ask(claim, asked);
      const late = anIncident({ target: 'late' });
      await it.ledger.record(givingUp(late, { groupKey: 'g', createdAt: AT + 5_000 }));
      expect(await sweeper.sweep(LAPSE, { ...OPTIONS, maxAttempts: 1 })).toMatchObject({
        ended: [{ outcome: 'failed', reason: 'attempts_exhausted' }],
      });
      const told = await archive.story(claim.escalation.id);
      expect(told?.escalation).toMatchObject({ status: 'failed', costUsd: 0.5, finishedAt: LAPSE });
      expect(told?.timeline.map(({ incidentId, kind }) => [incidentId, kind])).toEqual(
        expect.arrayContaining([incident, late].map(({ id }) => [id, 'escalation_failed'])),
      );
      expect((await messages(it)).map(({ event }) => event)).toEqual(['escalation_failed', 'escalation_failed']);
      expect(await approvals.approval(asked.id)).toMatchObject({ status: 'expired' });
      expect(await archive.list({ status: 'open' })).toMatchObject([{ incidentId: late.id, reason: 'still_open' }]);
      // Its process may live on: whoever starts that worker again has to look for it.
      expect(await queue.unfinishedRuns('box')).toMatchObject([{ id: run.id }]);
    });

    it('ends as cancelled what was to be cancelled when its worker died, and as resolved what was mended before that', async () => {
      await using it = await openHarness(fresh);
      const { queue, sweeper, orders, archive } = it.escalations;
      const targets = ['cancelled', 'mended', 'recovered'] as const;
      for (const target of targets) {
        const incident = await queueOne(it, { target });
        const claim = await queue.claim(claiming());
        if (target === 'cancelled') await orders.cancel(claim?.escalation.id ?? '', 'alice', AT + 2_000);
        if (target !== 'cancelled')
          await it.ledger.record(resolving(incident, target === 'mended' ? 'claude' : 'self_recovered'));
      }
      await sweeper.sweep(LAPSE, OPTIONS);
      const ends = Object.fromEntries(
        (await archive.list({})).map((one) => [one.target, [one.status, one.outcomeReason]]),
      );
      expect(ends).toEqual({
        cancelled: ['cancelled', 'asked_to_cancel'],
        mended: ['resolved', 'verified'],
        recovered: ['cancelled', 'recovered_without_claude'],
      });
      expect((await messages(it)).map(({ event }) => event)).toEqual(['escalation_resolved', 'escalation_resolved']);
    });

    it('cancels what is queued for an incident that ended in another way', async () => {
      await using it = await openHarness(fresh);
      const incident = await queueOne(it);
      // Opened again after a start without Postgres: the old one is superseded, and nobody withdraws it.
      await it.ledger.record([
        { kind: 'incident_opened', incident: anIncident({ target: incident.target, timestamp: AT + 60 }) },
      ]);
      expect(await it.escalations.queue.claim(claiming())).toBeUndefined();
      await it.escalations.sweeper.sweep(AT + 1_000, OPTIONS);
      expect((await only(it)).escalation).toMatchObject({ status: 'cancelled' });
    });

    it('by two monitors at once ends each once', async () => {
      await using it = await openHarness(fresh);
      for (let index = 0; index < 20; index += 1) await queueOne(it, { target: `t${index}` });
      const other = new Database();
      other.use(it.url);
      try {
        const both = [it.escalations, escalationStore(other)].map(({ sweeper }) => sweeper.sweep(EXPIRY, OPTIONS));
        const ended = (await Promise.all(both)).flatMap((swept) => swept.ended.map(({ escalation }) => escalation.id));
        expect(new Set(ended).size).toBe(20);
        expect(ended).toHaveLength(20);
        expect(await messages(it)).toHaveLength(40);
        expect(await it.rows("SELECT FROM monitor_incident_events WHERE kind = 'escalation_expired'")).toHaveLength(20);
      } finally {
        await other.close();
      }
    });

    it('leaves alone what is taken up between its look and its hand', async () => {
      await using it = await openHarness(fresh);
      await queueOne(it);
      const { queue, sweeper } = it.escalations;
      // The claim comes by a clock that is behind, so that both see it as theirs.
      const [swept, claim] = await Promise.all([
        sweeper.sweep(EXPIRY, OPTIONS),
        queue.claim(claiming({ now: EXPIRY - 1 })),
      ]);
      const { escalation } = await only(it);
      expect([claim?.escalation.status, swept.ended.length]).toEqual(
        escalation.status === 'claimed' ? ['claimed', 0] : [undefined, 1],
      );
    });

    it.each(['expires', 'is over'])('of what %s does not end what joins between its look and its hand', async (how) => {
      await using it = await openHarness(fresh);
      const first = await queueOne(it, {}, { groupKey: 'g' });
      if (how === 'is over')
        await it.rows("UPDATE monitor_incidents SET status = 'resolved', resolved_at = now(), resolution = 'human'");
      const late = anIncident({ target: 'late' });
      const joining = new Joining(() => it.ledger.record(givingUp(late, { groupKey: 'g', createdAt: EXPIRY - 1 })));
      joining.use(it.url);
      try {
        const { sweeper } = escalationStore(joining);
        expect((await sweeper.sweep(EXPIRY - (how === 'is over' ? 1_000 : 0), OPTIONS)).ended).toEqual([]);
        const { escalation, incidents } = await only(it);
        expect([escalation.status, new Set(incidents.map(({ id }) => id))]).toEqual([
          'queued',
          new Set([first.id, late.id]),
        ]);
      } finally {
        await joining.close();
      }
    });

    it('takes back what a run that died has asked of people', async () => {
      await using it = await openHarness(fresh);
      const { queue, sweeper, approvals } = it.escalations;
      await queueOne(it);
      const claim = await queue.claim(claiming());
      if (claim === undefined) throw new Error('nothing to claim');
      const asked = anApproval(claim, { expiresAt: EXPIRY });
      await approvals.ask(claim, asked);
      await sweeper.sweep(LAPSE, OPTIONS);
      expect(await approvals.approval(asked.id)).toMatchObject({ status: 'expired', decidedAt: LAPSE });
    });

    it('expires approvals that nobody decides and requests that nobody takes, and gives up on a lost taker', async () => {
      await using it = await openHarness(fresh);
      const { queue, sweeper, approvals, desk, box, archive } = it.escalations;
      await queueOne(it);
      const claim = await queue.claim(claiming({ leaseMs: 9_000_000 }));
      if (claim === undefined) throw new Error('nothing to claim');
      const asked = anApproval(claim, { expiresAt: AT + 10_000 });
      await approvals.ask(claim, asked);
      const [taken, waits] = [aRequest(claim.escalation.id), aRequest(claim.escalation.id, { host: 'away' })];
      await desk.ask(taken);
      await box.take('box', AT + 5_000, 9);
      await desk.ask(waits);
      expect(await sweeper.sweep(AT + 9_999, OPTIONS)).toMatchObject({ approvals: 0, requests: 0 });
      expect(await sweeper.sweep(AT + 34_000, OPTIONS)).toMatchObject({ approvals: 1, requests: 1 });
      expect(await approvals.approval(asked.id)).toMatchObject({ status: 'expired', decidedBy: undefined });
      expect((await archive.story(claim.escalation.id))?.timeline).toMatchObject([
        { kind: 'approval_decided', reason: 'expired', detail: { approval: asked.id } },
      ]);
      expect(await desk.answer(waits.id)).toMatchObject({ kind: 'expired' });
      expect(await desk.answer(taken.id)).toBeUndefined();
      expect(await sweeper.sweep(AT + 5_000 + 900_000, OPTIONS)).toMatchObject({ requests: 1 });
      expect(await desk.answer(taken.id)).toMatchObject({
        kind: 'failed',
        reason: expect.stringContaining('nobody repeats it'),
      });
    });
  });
}
