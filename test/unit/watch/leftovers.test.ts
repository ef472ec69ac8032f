import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { escalationChanges, standaloneOrigin } from '../../../src/watch/escalating.ts';
import type { TargetPast } from '../../../src/watch/first-chart.ts';
import { buryLeftovers } from '../../../src/watch/leftovers.ts';
import { outboxChanges } from '../../../src/watch/messages.ts';
import { attempt, counter, SETTINGS, T0 } from '../../support/charts.ts';
import { ESCALATION_CONFIG, troubled } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { NOW } from '../../support/fleet.ts';
import { Life } from '../../support/life.ts';
import { RecordingLedger, unreachable } from '../../support/recording-ledger.ts';

const pastOf = (...incidents: readonly Incident[]): TargetPast => ({ memory: undefined, incidents, attempts: [] });

/** Targets that nobody came for, and what became of them. */
async function buried(past: TargetPast, ledger = new RecordingLedger()) {
  const happenings = new Emitter<Happening>();
  const told: Happening[] = [];
  happenings.on((happening) => told.push(happening));
  const newId = counter();
  const escalate = escalationChanges({ mode: 'heal', config: ESCALATION_CONFIG, newId });
  const burying = buryLeftovers([['shop/web#1', past]], {
    ...{ ledger, clock: new FixedClock(), happenings, newId },
    outbox: (it, now) => outboxChanges(it, ['slack', 'alertmanager'], now, newId),
    escalate: (it, now) => escalate(standaloneOrigin(it), it, now),
  });
  const error = await burying.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const messages = ledger.calls.flatMap((changes) =>
    changes.flatMap((change) => (change.kind === 'outbox' ? [change.message] : [])),
  );
  return { ledger, told, messages, error };
}

describe('what was removed while Paramedic was away', () => {
  it('has recovered for all who were told of it, in the transaction of its end', async () => {
    const { ledger, messages, told } = await buried(pastOf(troubled({ toldAt: T0 })));
    expect(ledger.calls.map((changes) => changes.map(({ kind }) => kind))).toEqual([
      ['timeline', 'incident_changed', 'escalation_withdrawn', 'outbox', 'outbox'],
    ]);
    expect(ledger.calls[0]?.[2]).toEqual({
      ...{ kind: 'escalation_withdrawn', incidentId: troubled().id, at: NOW, reason: 'human' },
    });
    expect(messages.map(({ channel, event, payload }) => [channel, event, payload.status])).toEqual([
      ['slack', 'incident_resolved', 'resolved'],
      ['alertmanager', 'incident_resolved', 'resolved'],
    ]);
    expect(told).toMatchObject([
      { kind: 'incident_resolved', incident: { resolution: 'human', resolvedAt: NOW } },
      { kind: 'people_told', event: 'incident_resolved', incident: { status: 'resolved' } },
    ]);
  });

  it.each([
    ['that nobody was told of', { toldAt: undefined }],
    ['that was muted', { toldAt: T0, muted: true }],
  ])('ends silently when it is one %s', async (_which, part) => {
    const { ledger, messages } = await buried(pastOf(troubled(part)));
    expect(messages).toEqual([]);
    expect(ledger.calls.flat().map(({ kind }) => kind)).toEqual([
      'timeline',
      'incident_changed',
      'escalation_withdrawn',
    ]);
  });

  it('after a hand-over has recovered once', async () => {
    const life = new Life({ settings: { ...SETTINGS, maxAttempts: 1 } });
    life.look({ health: 'unhealthy' }, T0);
    life.outcome('failed', { health: 'unhealthy' }, T0 + 100);
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
    const { messages, told } = await buried(pastOf(...life.chart.incidents));
    expect(messages.map(({ channel, payload }) => [channel, payload.type])).toEqual([
      ['slack', 'container_unhealthy'],
      ['alertmanager', 'container_unhealthy'],
    ]);
    expect(told.filter(({ kind }) => kind === 'incident_resolved')).toHaveLength(2);
  });

  it('loses its attempts that were under way, and its memory', async () => {
    const memory = {
      ...{ target: 'shop/web#1', host: 'box', containerId: 'c', containerName: 'web', state: 'running' },
      ...{ verdict: 'healthy', reason: 'running', since: T0, stoppedOnPurpose: false, memo: {} },
    };
    const attempts = [attempt({ id: 'over' }), attempt({ id: 'underway', finishedAt: undefined, outcome: undefined })];
    const { ledger, messages } = await buried({ memory, incidents: [], attempts });
    expect(ledger.calls).toMatchObject([
      [
        { kind: 'remediation_finished', id: 'underway', outcome: 'gone', finishedAt: NOW },
        { kind: 'target_forgotten', target: 'shop/web#1', host: 'box' },
      ],
    ]);
    expect(messages).toEqual([]);
  });

  it('is told to nobody before it is on record', async () => {
    const ledger = new RecordingLedger();
    ledger.failing = unreachable;
    const { told, error } = await buried(pastOf(troubled({ toldAt: T0 })), ledger);
    expect([told, error]).toEqual([[], expect.objectContaining({ code: 'storage_unreachable' })]);
  });
});
