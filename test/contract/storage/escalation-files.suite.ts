import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import { aQueued, claiming, givingUp } from '../../support/escalation-records.ts';
import { AT, anIncident } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

/** Escalations that the monitor of this host is told of, in order. */
const toldTo = async (it: Harness, host: string) =>
  (await it.outbox.claimDue(AT + 60_000, 100, `files:${host}`)).map(({ message }) => [
    message.event,
    message.payload.escalation_id,
    message.incidentId,
  ]);

export function escalationFilesSuite(fresh: Fresh): void {
  describe('what goes on the queue', () => {
    it('is told to the monitor of its host, with every incident that joins, once', async () => {
      await using it = await openHarness(fresh);
      const [first, second] = [anIncident({ target: 'shop/web#1' }), anIncident({ target: 'shop/db#1' })];
      const group = { groupKey: 'project/shop', project: 'shop' };
      const id = newId();
      const changes = givingUp(first, { ...group, id });
      await it.ledger.record(changes);
      await it.ledger.record(changes);
      await it.ledger.record(givingUp(second, { ...group, createdAt: AT + 1 }));
      expect(await toldTo(it, 'elsewhere')).toEqual([]);
      expect(await toldTo(it, first.host)).toEqual([
        ['escalation_queued', id, first.id],
        ['escalation_queued', id, second.id],
      ]);
    });

    it('is told of when a person tries it again', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const [id, again] = [newId(), newId()];
      await it.ledger.record(givingUp(incident, { id }));
      await it.escalations.orders.cancel(id, 'anna', AT + 1_000);
      await it.escalations.orders.retry(id, 'anna', AT + 2_000, again);
      expect(await it.escalations.archive.list({ host: 'elsewhere' })).toEqual([]);
      expect((await it.escalations.archive.list({ host: incident.host })).map((one) => one.id)).toEqual([again, id]);
      const told = await toldTo(it, incident.host);
      expect(told).toEqual([['escalation_queued', id, incident.id]]);
      await it.rows(
        "UPDATE monitor_notifications SET status = 'delivered', delivered_at = now(), next_attempt_at = NULL WHERE payload->>'escalation_id' = $1",
        [id],
      );
      expect(await toldTo(it, incident.host)).toEqual([['escalation_queued', again, incident.id]]);
    });

    it('is not told when it was not recorded', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.record([{ kind: 'escalation_queued', escalation: aQueued(anIncident()) }]);
      expect(await it.escalations.queue.claim(claiming())).toBeUndefined();
      expect(await it.rows('SELECT FROM monitor_notifications')).toEqual([]);
    });
  });
}
