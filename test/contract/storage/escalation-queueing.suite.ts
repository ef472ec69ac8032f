import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { aQueued, claiming, givingUp, LEASE_MS, resolving } from '../../support/escalation-records.ts';
import { connect } from '../../support/postgres.ts';
import { AT, anIncident } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

const queued = (...parameters: Parameters<typeof aQueued>): Change => ({
  kind: 'escalation_queued',
  escalation: aQueued(...parameters),
});
const GROUP = { groupKey: 'project/shop' } as const;
const open = (it: Harness) => it.escalations.archive.list({ status: 'open' });
const story = async (it: Harness, id: string) => {
  const told = await it.escalations.archive.story(id);
  if (told === undefined) throw new Error(`no escalation ${id}`);
  return told;
};
const incidentsOf = async (it: Harness, id: string) => (await story(it, id)).incidents.map((incident) => incident.id);

/** How escalations come onto the queue and off it, in the transaction of the incident's change. */
export function escalationQueueingSuite(fresh: Fresh): void {
  describe('an escalation that is queued', () => {
    it('is there with the incident’s change, or neither is', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const escalation = aQueued(incident, { project: 'shop', workspace: '/srv/shop', readyAt: AT + 30_000 });
      const changes: Change[] = [
        { kind: 'incident_opened', incident },
        { kind: 'escalation_queued', escalation },
      ];
      const orphan: Change = { kind: 'outbox', message: { id: 'x' } as never };
      await expect(it.ledger.record([...changes, orphan])).rejects.toMatchObject({ code: 'storage_rejected' });
      expect(await open(it)).toEqual([]);
      await it.ledger.record(changes);
      expect(await open(it)).toEqual([
        expect.objectContaining({ ...escalation, status: 'queued', attempts: 0, fence: 0, finishedAt: undefined }),
      ]);
      expect(await incidentsOf(it, escalation.id)).toEqual([incident.id]);
    });

    it('takes in the incidents of its group, and becomes as grave as the gravest', async () => {
      await using it = await openHarness(fresh);
      const [web, db, other] = [
        anIncident(),
        anIncident({ target: 'shop/db#1', severity: 'critical' }),
        anIncident({ target: 'else' }),
      ];
      await it.ledger.record(givingUp(web, GROUP));
      await it.ledger.record(
        givingUp(db, { ...GROUP, createdAt: AT + 9, readyAt: AT + 30_000, workspace: '/srv/shop' }),
      );
      await it.ledger.record(givingUp(other, { createdAt: AT + 10 }));
      const [alone, together, ...more] = await open(it);
      expect(more).toEqual([]);
      expect(together).toMatchObject({ incidentId: web.id, severity: 'critical', readyAt: AT, workspace: '/srv/shop' });
      expect(await incidentsOf(it, together?.id ?? '')).toEqual([web.id, db.id]);
      expect(await incidentsOf(it, alone?.id ?? '')).toEqual([other.id]);
    });

    it('is one of another host’s, also for the same group', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.record(givingUp(anIncident(), GROUP));
      await it.ledger.record(givingUp(anIncident({ host: 'other' }), GROUP));
      expect(await open(it)).toHaveLength(2);
    });

    it('is one of its group when many are queued in the same moment', async () => {
      await using it = await openHarness(fresh);
      const incidents = Array.from({ length: 20 }, (_, index) => anIncident({ target: `shop/t#${index}` }));
      await it.ledger.record(incidents.map((incident) => ({ kind: 'incident_opened', incident })));
      await Promise.all(incidents.map((incident) => it.ledger.record([queued(incident, GROUP)])));
      const [only, ...more] = await open(it);
      expect(more).toEqual([]);
      expect(new Set(await incidentsOf(it, only?.id ?? ''))).toEqual(new Set(incidents.map(({ id }) => id)));
    });

    it('is written once, however often and however late it is recorded', async () => {
      await using it = await openHarness(fresh);
      const [first, second] = [anIncident(), anIncident({ target: 'shop/db#1' })];
      const late = [...givingUp(first, GROUP), ...givingUp(second, { ...GROUP, createdAt: AT + 5 })];
      await it.ledger.record(late);
      await it.ledger.record(late);
      expect(await open(it)).toHaveLength(1);
      const claim = await it.escalations.queue.claim(claiming());
      if (claim === undefined) throw new Error('nothing to claim');
      const end = {
        outcome: 'inconclusive',
        reason: 'not_verified',
        at: AT + 2_000,
        result: {},
        timeline: [],
        messages: [],
      } as const;
      expect(await it.escalations.queue.finish(claim, { ...end, lesson: undefined })).toBe(true);
      await it.ledger.record(late);
      expect(await open(it)).toEqual([]);
      // Asked for after that, it is another matter.
      await it.ledger.record([queued(first, { ...GROUP, createdAt: AT + 3_000, reason: 'asked_for' })]);
      expect(await open(it)).toMatchObject([{ incidentId: first.id, reason: 'asked_for' }]);
    });

    it('is none for an incident that is over or that nobody has recorded', async () => {
      await using it = await openHarness(fresh);
      const over = anIncident({ status: 'resolved', resolvedAt: AT, resolution: 'human' });
      await it.ledger.record([{ kind: 'incident_opened', incident: over }, queued(over), queued(anIncident())]);
      expect(await open(it)).toEqual([]);
    });

    it('hurries when a person asks for it, and is then taken whoever has acknowledged', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident({ acknowledgedAt: AT, acknowledgedBy: 'alice' });
      await it.ledger.record(givingUp(incident, { readyAt: AT + 30_000 }));
      expect(await it.escalations.queue.claim(claiming({ now: AT + 31_000 }))).toBeUndefined();
      const asked = { createdAt: AT + 100, readyAt: AT + 100, reason: 'asked_for' };
      await it.ledger.record([queued(incident, asked), queued(incident, asked)]);
      expect(await open(it)).toMatchObject([{ reason: 'asked_for', readyAt: AT + 100 }]);
      const claim = await it.escalations.queue.claim(claiming());
      expect(claim?.escalation.incidentId).toBe(incident.id);
    });

    it('has its whole time again to be claimed when a person asks for it', async () => {
      await using it = await openHarness(fresh);
      const [first, second] = [anIncident(), anIncident({ target: 'shop/db#1' })];
      await it.ledger.record(givingUp(first, GROUP));
      const asked = (at: number) => ({
        ...GROUP,
        createdAt: at,
        readyAt: at,
        expiresAt: at + 3_600_000,
        reason: 'asked_for',
      });
      const expiry = async () => (await open(it)).map(({ expiresAt }) => expiresAt);
      await it.ledger.record([queued(first, asked(AT + 3_500_000))]);
      expect(await expiry()).toEqual([AT + 7_100_000]);
      await it.ledger.record(givingUp(second, asked(AT + 3_600_000)));
      expect(await expiry()).toEqual([AT + 7_200_000]);
      // What merely joins has no more time for it, and a record that comes late takes none away.
      await it.ledger.record(givingUp(anIncident({ target: 'c' }), { ...asked(AT + 3_700_000), reason: 'at_once' }));
      await it.ledger.record([queued(first, asked(AT + 3_500_000))]);
      expect(await expiry()).toEqual([AT + 7_200_000]);
    });

    it('stores hostile text with a mark where Postgres could not', async () => {
      await using it = await openHarness(fresh);
      const nasty = `a\u0000b\ud800'"; DROP TABLE monitor_escalations; --`;
      const clean = `a\ufffdb\ufffd'"; DROP TABLE monitor_escalations; --`;
      await it.ledger.record(
        givingUp(anIncident({ target: nasty }), { project: nasty, workspace: nasty, groupKey: nasty }),
      );
      expect(await open(it)).toMatchObject([{ target: clean, project: clean, workspace: clean, groupKey: clean }]);
    });
  });

  describe('an escalation that is withdrawn', () => {
    it('is cancelled with the end of its last incident, in one transaction, and says so in the story', async () => {
      await using it = await openHarness(fresh);
      const [web, db] = [anIncident(), anIncident({ target: 'shop/db#1' })];
      const escalation = aQueued(web, GROUP);
      await it.ledger.record([...givingUp(web, { ...escalation }), ...givingUp(db, GROUP)]);
      await it.ledger.record(resolving(web));
      expect(await open(it)).toMatchObject([{ id: escalation.id, status: 'queued' }]);
      const broken: Change = { kind: 'flip', flip: { id: 'x' } as never };
      await expect(it.ledger.record([...resolving(db), broken])).rejects.toMatchObject({ code: 'storage_rejected' });
      expect(await open(it)).toHaveLength(1);
      for (let again = 0; again < 2; again += 1) await it.ledger.record(resolving(db));
      const told = await story(it, escalation.id);
      expect(told.escalation).toMatchObject({ status: 'cancelled', outcomeReason: 'resolved', finishedAt: AT + 500 });
      expect(told.timeline.filter(({ kind }) => kind === 'escalation_cancelled')).toMatchObject([
        { incidentId: db.id, reason: 'resolved', detail: { escalation: escalation.id } },
      ]);
    });

    it('is left to the worker that holds it, which is woken and sees what became of it', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      await it.ledger.record(givingUp(incident));
      const claim = await it.escalations.queue.claim(claiming());
      if (claim === undefined) throw new Error('nothing to claim');
      await using listening = await connect(it.url);
      const heard = Promise.withResolvers<string | undefined>();
      listening.on('notification', ({ payload }) => heard.resolve(payload));
      await listening.query('LISTEN paramedic');
      await it.ledger.record(resolving(incident, 'self_recovered'));
      expect(await heard.promise).toBe('escalations');
      expect(await it.escalations.queue.renew(claim, AT + 2_000, LEASE_MS)).toMatchObject({
        held: true,
        incidents: [{ id: incident.id, status: 'resolved', resolution: 'self_recovered' }],
      });
    });
  });

  describe('the past of another leader', () => {
    it('puts nothing on the queue and takes nothing off it: that is the successor’s to say', async () => {
      await using it = await openHarness(fresh);
      const [theirs, mine] = [anIncident({ target: 'a' }), anIncident({ target: 'b' })];
      await it.ledger.record(givingUp(mine, { id: newId() }));
      await it.ledger.recordPast([...givingUp(theirs), ...resolving(mine)]);
      await it.ledger.closePast();
      expect(await open(it)).toMatchObject([{ incidentId: mine.id, status: 'queued' }]);
    });
  });
}
