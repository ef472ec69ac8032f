import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import type { Change, IncidentPatch } from '../../../src/incidents/ledger.ts';
import { DAY_MS } from '../../../src/storage/partitions.ts';
import {
  AT,
  aDecision,
  aFlip,
  aMemory,
  anEntry,
  anIncident,
  aRemediation,
  aSilence,
  openingOf,
} from '../../support/records.ts';
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

    it('snoozes, mutes and links an open incident, and wakes it again', async () => {
      await using it = await openHarness(fresh);
      const [parent, incident] = [anIncident({ target: 'db' }), anIncident()];
      const set = { parentId: parent.id, snoozedUntil: AT + 60_000, muted: true, toldAt: AT + 1 };
      const changed = (patch: IncidentPatch): Change => ({ kind: 'incident_changed', id: incident.id, set: patch });
      await it.ledger.record([
        { kind: 'incident_opened', incident: parent },
        { kind: 'incident_opened', incident },
        changed(set),
        changed({ acknowledgedAt: AT + 2, acknowledgedBy: 'alice' }),
      ]);
      const asked = async () => (await it.archive.story(incident.id))?.incident;
      expect(await asked()).toEqual({ ...incident, ...set, acknowledgedAt: AT + 2, acknowledgedBy: 'alice' });
      await it.ledger.record([changed({ snoozedUntil: null, muted: false })]);
      expect(await asked()).toMatchObject({ snoozedUntil: undefined, muted: false, toldAt: AT + 1 });
    });

    it('keeps what an act told of itself', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const remediation = aRemediation(incident.id, { action: 'exec' });
      const detail = { exitCode: 1, output: 'no space left' };
      const finished = { finishedAt: AT + 3, outcome: 'failed', error: undefined } as const;
      await it.ledger.record([
        { kind: 'incident_opened', incident },
        { kind: 'remediation_intended', remediation },
        { kind: 'remediation_finished', id: remediation.id, ...finished, detail },
      ]);
      const story = await it.archive.story(incident.id);
      expect(story?.remediations).toEqual([{ ...remediation, ...finished, detail }]);
    });

    it.each(['exec', 'restart', 'recreate', 'restart-dependents', 'stop', 'notify'] as const)(
      'knows the action %s, and no other',
      async (action) => {
        await using it = await openHarness(fresh);
        const incident = anIncident();
        const intended = (name: typeof action): Change[] => [
          { kind: 'incident_opened', incident },
          { kind: 'remediation_intended', remediation: aRemediation(incident.id, { action: name }) },
        ];
        await it.ledger.record(intended(action));
        expect((await it.archive.story(incident.id))?.remediations[0]?.action).toBe(action);
        await expect(it.ledger.record(intended(`${action}!` as never))).rejects.toMatchObject({
          code: 'storage_rejected',
        });
      },
    );

    it('keeps what a flip rested on and small facts of a target', async () => {
      await using it = await openHarness(fresh);
      const memo = { images: ['sha256:1'], crashes: [AT] };
      await it.ledger.record([
        { kind: 'flip', flip: aFlip({ detail: { type: 'container_exited', exitCode: 1 } }) },
        { kind: 'target_remembered', memory: aMemory({ memo }) },
      ]);
      expect(await it.rows('SELECT detail FROM monitor_flips')).toEqual([
        { detail: { type: 'container_exited', exitCode: 1 } },
      ]);
      expect((await it.memory.recollect('box', AT)).targets).toEqual([aMemory({ memo })]);
    });

    it('keeps silences until they are over, whoever ends them first', async () => {
      await using it = await openHarness(fresh);
      const [window, ended, past] = [
        aSilence({ holdsHealing: true, incidentType: 'high_cpu' }),
        aSilence({ startsAt: AT + 1 }),
        aSilence({ startsAt: AT - 9_000, endsAt: AT - 1 }),
      ];
      await it.ledger.record([window, ended, past].map((silence): Change => ({ kind: 'silence_set', silence })));
      expect((await it.memory.recollect('box', AT)).silences).toEqual([window, ended]);
      await it.ledger.record([
        { kind: 'silence_ended', id: ended.id, at: AT + 5 },
        { kind: 'silence_ended', id: ended.id, at: AT + 9 },
      ]);
      expect((await it.memory.recollect('box', AT)).silences).toEqual([window]);
      expect(await it.rows('SELECT ended_at FROM monitor_silences WHERE id = $1', [ended.id])).toEqual([
        { ended_at: new Date(AT + 5) },
      ]);
      const nonsense = aSilence({ endsAt: AT });
      await expect(it.ledger.record([{ kind: 'silence_set', silence: nonsense }])).rejects.toMatchObject({
        code: 'storage_rejected',
      });
    });

    it('puts a decision on record together with the rest, also on a day that nobody prepared', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const [first, late] = [aDecision({ incidentId: incident.id }), aDecision({ at: AT - 30 * DAY_MS })];
      const changes: Change[] = [first, late].map((decision) => ({ kind: 'decision', decision }));
      await it.ledger.record([...openingOf(incident), ...changes]);
      await it.ledger.record(changes);
      const asked = { host: 'box', target: first.target, since: 0, limit: 10 };
      expect(await it.archive.decisions(asked)).toEqual([late, first]);
      expect((await it.archive.story(incident.id))?.timeline).toHaveLength(2);
    });

    it('still refuses a bad change that comes with a decision', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident({ severity: 'loud' as never });
      const decision = aDecision();
      await expect(
        it.ledger.record([
          { kind: 'incident_opened', incident },
          { kind: 'decision', decision },
        ]),
      ).rejects.toMatchObject({ code: 'storage_rejected' });
      const asked = { host: 'box', target: decision.target, since: 0, limit: 10 };
      expect(await it.archive.decisions(asked)).toEqual([]);
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
