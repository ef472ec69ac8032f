import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 } from 'uuid';
import type { Change, IncidentPatch } from '../../../src/incidents/ledger.ts';
import { aQueued } from '../../support/escalation-records.ts';
import {
  AT,
  aDecision,
  aFlip,
  aMemory,
  aMessage,
  anEntry,
  anIncident,
  aRemediation,
  aSilence,
} from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

const IDS = Array.from({ length: 4 }, () => v7());
const TABLES = [
  ...['incidents', 'incident_events', 'remediations', 'notifications', 'flips', 'targets', 'decisions', 'silences'],
  ...['escalations', 'escalation_incidents'],
];

const PATCHES: IncidentPatch[] = [
  { status: 'healing', healAttempts: 1 },
  { healAttempts: 2 },
  { muted: true, snoozedUntil: AT + 40, toldAt: AT + 5 },
  { snoozedUntil: null, acknowledgedAt: AT + 7, acknowledgedBy: 'alice' },
  { status: 'escalated' },
  { status: 'resolved', resolvedAt: AT + 50, resolution: 'self_recovered' },
  { status: 'resolved', resolvedAt: AT + 60, resolution: 'auto_healed', autoHealed: true },
];

const id = fc.constantFrom(...IDS);
const target = fc.constantFrom('a', 'b');
const at = fc.integer({ min: AT, max: AT + 100 });

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ id, target, timestamp: at }).map((it): Change => ({ kind: 'incident_opened', incident: anIncident(it) })),
  fc.record({ id, set: fc.constantFrom(...PATCHES) }).map((it): Change => ({ kind: 'incident_changed', ...it })),
  fc.record({ id, at, target }).map((it): Change => ({ kind: 'flip', flip: aFlip(it) })),
  fc.record({ target, since: at }).map((it): Change => ({ kind: 'target_remembered', memory: aMemory(it) })),
  fc.record({ target }).map((it): Change => ({ kind: 'target_forgotten', host: 'box', ...it })),
  fc
    .tuple(id, id, at)
    .map(([own, of, timestamp]): Change => ({ kind: 'timeline', entry: anEntry(of, { id: own, timestamp }) })),
  fc
    .tuple(id, id)
    .map(([own, of]): Change => ({ kind: 'remediation_intended', remediation: aRemediation(of, { id: own }) })),
  fc
    .record({ id, finishedAt: at, outcome: fc.constantFrom('done' as const, 'failed' as const) })
    .map((it): Change => ({ kind: 'remediation_finished', error: undefined, ...it })),
  fc.record({ id, at }).map((it): Change => ({ kind: 'decision', decision: aDecision(it) })),
  fc.record({ id }).map((it): Change => ({ kind: 'silence_set', silence: aSilence(it) })),
  fc.record({ id, at }).map((it): Change => ({ kind: 'silence_ended', ...it })),
  fc.record({ id, incidentId: id, groupKey: target, at, reason: fc.constantFrom('at_once', 'asked_for') }).map(
    ({ at: createdAt, incidentId, ...it }): Change => ({
      kind: 'escalation_queued',
      escalation: aQueued(anIncident({ id: incidentId }), { ...it, createdAt, readyAt: createdAt + 30 }),
    }),
  ),
  fc.record({ incidentId: id, at }).map((it): Change => ({ kind: 'escalation_withdrawn', reason: 'resolved', ...it })),
  fc.tuple(id, id).map(([own, of]): Change => ({ kind: 'outbox', message: aMessage({ id: own, incidentId: of }) })),
);

/** Only what a flow can do: it speaks of incidents, remediations and silences after it has recorded them, of ends likewise. */
function plausible(changes: readonly Change[]): Change[] {
  const incidents = new Set<string | undefined>();
  const remediations = new Set<string>();
  const silences = new Set<string>();
  const escalations = new Set<string>();
  const over = new Set<string>();
  return changes.filter((it) => {
    switch (it.kind) {
      case 'incident_opened':
        return incidents.add(it.incident.id);
      case 'incident_changed':
        if (it.set.status === 'resolved' && incidents.has(it.id)) over.add(it.id);
        return incidents.has(it.id);
      case 'escalation_queued':
        if (!incidents.has(it.escalation.incidentId) || escalations.has(it.escalation.id)) return false;
        return escalations.add(it.escalation.id);
      case 'escalation_withdrawn':
        return over.has(it.incidentId);
      case 'timeline':
        return incidents.has(it.entry.incidentId);
      case 'outbox':
        return incidents.has(it.message.incidentId);
      case 'remediation_intended':
        return incidents.has(it.remediation.incidentId) && remediations.add(it.remediation.id);
      case 'silence_set':
        return silences.add(it.silence.id);
      case 'silence_ended':
        return silences.has(it.id);
      case 'remediation_finished':
        return remediations.has(it.id);
      default:
        return true;
    }
  });
}

/** What a spool that is drained twice must do: nothing the second time. */
export function replaySuite(fresh: Fresh): void {
  describe('replay', () => {
    it('of any sequence changes nothing, call by call or all in one', async () => {
      await using it = await openHarness(fresh);
      const sequence = fc.array(change, { minLength: 1, maxLength: 25 }).map(plausible);
      await fc.assert(
        fc.asyncProperty(sequence, async (changes) => {
          await it.rows(`TRUNCATE ${TABLES.map((name) => `monitor_${name}`).join(', ')} CASCADE`);
          for (const one of changes) await it.ledger.record([one]);
          const once = await dump(it);
          for (const one of changes) await it.ledger.record([one]);
          expect(await dump(it)).toEqual(once);
          await it.ledger.record(changes);
          expect(await dump(it)).toEqual(once);
        }),
        { numRuns: 40 },
      );
    }, 180_000);

    it('does not send a delivered message again', async () => {
      await using it = await openHarness(fresh);
      const message = aMessage();
      await it.ledger.record([{ kind: 'outbox', message }]);
      await it.outbox.claimDue(AT, 1, 'webhook');
      await it.outbox.markDelivered(message.id, AT);
      await it.ledger.record([{ kind: 'outbox', message }]);
      expect(await it.outbox.claimDue(AT + 86_400_000, 10, 'webhook')).toEqual([]);
    });
  });
}

async function dump(it: Harness): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const name of TABLES) all[name] = await it.rows(`SELECT * FROM monitor_${name} t ORDER BY t::text`);
  return all;
}
