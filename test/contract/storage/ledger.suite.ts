import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { AT, aMemory, anEntry, anIncident, aRemediation, openingOf } from '../../support/records.ts';
import { type Fresh, openHarness } from './harness.ts';

/** What every store must do with a change to the record. */
export function ledgerSuite(fresh: Fresh): void {
  describe('record', () => {
    it('keeps the whole story of an incident as it was told', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const changes = openingOf(incident);
      await it.ledger.record(changes);
      const story = await it.archive.story(incident.id);
      expect(story?.incident).toEqual(incident);
      expect(story?.timeline).toEqual(changes.flatMap((change) => (change.kind === 'timeline' ? [change.entry] : [])));
      expect(story?.remediations).toEqual(
        changes.flatMap((change) => (change.kind === 'remediation_intended' ? [change.remediation] : [])),
      );
      const recollection = await it.memory.recollect('box', AT);
      expect(recollection.targets).toEqual([aMemory()]);
    });

    it('takes all changes of a call or none', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const orphan: Change = { kind: 'timeline', entry: anEntry(newId()) };
      await expect(it.ledger.record([...openingOf(incident), orphan])).rejects.toMatchObject({
        code: 'storage_rejected',
        retryable: false,
      });
      expect(await it.archive.list({})).toEqual([]);
      expect(await it.rows('SELECT FROM monitor_flips')).toEqual([]);
    });

    it('works on after a refusal', async () => {
      await using it = await openHarness(fresh);
      const bad = anIncident({ severity: 'loud' as never });
      await expect(it.ledger.record(openingOf(bad))).rejects.toMatchObject({ code: 'storage_rejected' });
      await it.ledger.record(openingOf(anIncident()));
      expect(await it.archive.list({})).toHaveLength(1);
    });

    it.each([
      ['an instant that is none', anIncident({ timestamp: Number.NaN })],
      ['an id that is none', anIncident({ id: 'x' })],
      ['resolved without a time', anIncident({ status: 'resolved' })],
      ['healed without an end', anIncident({ autoHealed: true })],
    ])('refuses %s', async (_name, incident) => {
      await using it = await openHarness(fresh);
      await expect(it.ledger.record([{ kind: 'incident_opened', incident }])).rejects.toMatchObject({
        code: 'storage_rejected',
      });
    });

    it('never opens a resolved incident again', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const end = { status: 'resolved', resolvedAt: AT + 5, resolution: 'auto_healed', autoHealed: true } as const;
      await it.ledger.record([
        { kind: 'incident_opened', incident },
        { kind: 'incident_changed', id: incident.id, set: { status: 'healing', healAttempts: 1 } },
        { kind: 'incident_changed', id: incident.id, set: end },
        { kind: 'incident_changed', id: incident.id, set: { status: 'healing', healAttempts: 7 } },
      ]);
      expect((await it.archive.story(incident.id))?.incident).toEqual({ ...incident, ...end, healAttempts: 1 });
    });

    it('lets a finished remediation keep its first outcome', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const remediation = aRemediation(incident.id);
      const finished = { kind: 'remediation_finished', id: remediation.id, error: undefined } as const;
      await it.ledger.record([
        { kind: 'incident_opened', incident },
        { kind: 'remediation_intended', remediation },
        { ...finished, finishedAt: AT + 3, outcome: 'done' },
        { ...finished, finishedAt: AT + 9, outcome: 'interrupted' },
      ]);
      const story = await it.archive.story(incident.id);
      expect(story?.remediations).toEqual([{ ...remediation, finishedAt: AT + 3, outcome: 'done' }]);
    });

    it('ends an open incident that nobody knows of any more when the same fault is opened again', async () => {
      await using it = await openHarness(fresh);
      const [lost, other, again] = [anIncident(), anIncident({ host: 'other' }), anIncident({ timestamp: AT + 60 })];
      for (const incident of [lost, other, again]) await it.ledger.record(openingOf(incident));
      const story = await it.archive.story(lost.id);
      expect(story?.incident).toMatchObject({ status: 'resolved', resolution: 'expired', resolvedAt: AT + 60 });
      expect(story?.timeline.at(-1)).toMatchObject({ kind: 'superseded', detail: { by: again.id } });
      expect(await it.archive.list({ status: 'unresolved' })).toEqual([again, other]);
    });

    it('stores hostile text with a mark where Postgres could not', async () => {
      await using it = await openHarness(fresh);
      const nasty = 'a\u0000b\ud800c\udc00\\u0000 \'"; DROP TABLE monitor_incidents; -- 🚑';
      const clean = 'a\ufffdb\ufffdc\ufffd\\u0000 \'"; DROP TABLE monitor_incidents; -- 🚑';
      const evidence = { [nasty]: [nasty, Number.NaN, 2n], deep: { text: nasty } };
      const incident = anIncident({ description: nasty, target: nasty, containerName: nasty, evidence });
      await it.ledger.record([
        ...openingOf(incident),
        { kind: 'timeline', entry: anEntry(incident.id, { timestamp: AT + 9, reason: nasty, detail: { nasty } }) },
      ]);
      const story = await it.archive.story(incident.id);
      expect(story?.incident).toMatchObject({ description: clean, target: clean, containerName: clean });
      expect(story?.incident.evidence).toEqual({ [clean]: [clean, null, '2'], deep: { text: clean } });
      expect(story?.timeline.at(-1)).toMatchObject({ reason: clean, detail: { nasty: clean } });
    });

    it('forgets a target', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.record([
        { kind: 'target_remembered', memory: aMemory() },
        { kind: 'target_remembered', memory: aMemory({ target: 'kept', stoppedOnPurpose: true }) },
        { kind: 'target_forgotten', target: aMemory().target, host: 'box' },
      ]);
      const { targets } = await it.memory.recollect('box', AT);
      expect(targets).toEqual([aMemory({ target: 'kept', stoppedOnPurpose: true })]);
    });
  });
}
