import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { type Dismissal, dismissalsOf } from '../../../src/watch/dismissals.ts';
import { escalationChanges, standaloneOrigin } from '../../../src/watch/escalating.ts';
import { StandaloneIncidents } from '../../../src/watch/standalone-incidents.ts';
import { hostSubject, type Trouble } from '../../../src/watch/trouble.ts';
import { counter } from '../../support/charts.ts';
import { ESCALATION_CONFIG } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { NOW } from '../../support/fleet.ts';
import { RecordingLedger, unreachable } from '../../support/recording-ledger.ts';
import { GUARDED, LOUD, MAINTENANCE, SILENCED } from '../../support/silence.ts';

const BOX = hostSubject('box');
const trouble = (reason = 'disk_nearly_full'): Trouble => ({
  severity: 'critical',
  reason,
  description: `The disk of box: ${reason}`,
  evidence: { left: 1 },
});

/** Stands for whatever the queue has to be told. */
const withdrawnAt = (at: number): Change => ({ kind: 'escalation_withdrawn', incidentId: 'x', at, reason: 'human' });

function desk({
  tells = true,
  open = [] as readonly Incident[],
  dismissed = [] as readonly Dismissal[],
  queues = false,
  launches = false,
} = {}) {
  const ledger = new RecordingLedger();
  const clock = new FixedClock();
  const told: Happening[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((happening) => told.push(happening));
  const around = { quiet: LOUD };
  const quiet = () => around.quiet;
  const newId = counter();
  const config = { ...ESCALATION_CONFIG, atOnce: ['external_alert'] as const };
  const onCall = escalationChanges({ mode: 'heal', config, newId });
  const escalate = (it: readonly Happening[], now: number) => {
    if (launches) return onCall(standaloneOrigin(it), it, now);
    return queues && it.length > 0 ? [withdrawnAt(now)] : [];
  };
  const deps = { host: 'box', ledger, clock, happenings, newId, outbox: () => [], escalate, tells, quiet };
  const incidents = new StandaloneIncidents(deps, open, dismissed);
  const raise = (reason?: string) => incidents.raise('host_disk', BOX, trouble(reason));
  const clear = () => incidents.clear('host_disk', BOX.target, 'space_again');
  const toldOf = () => told.flatMap((it) => (it.kind === 'people_told' ? [it.event] : []));
  const changes = () => ledger.calls.flat();
  const queued = () => told.flatMap((it) => (it.kind === 'escalation_queued' ? [it.escalation] : []));
  return { incidents, ledger, clock, told, around, raise, clear, toldOf, changes, queued };
}

const memoryIn = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.kind === 'target_remembered' ? [change.memory] : []))[0];
const idOf = (incidents: StandaloneIncidents) => incidents.open[0]?.id ?? 'none';

describe('an incident of no container', () => {
  it('is opened once, however often its trouble is there, and resolved once it is gone', async () => {
    const { incidents, raise, clear, told, changes } = desk();
    await raise();
    await raise();
    expect(incidents.open).toMatchObject([{ target: 'host/box', type: 'host_disk', status: 'open', toldAt: NOW }]);
    await clear();
    await clear();
    expect(incidents.open).toEqual([]);
    expect(told.map(({ kind }) => kind)).toEqual([
      'incident_opened',
      'people_told',
      'incident_resolved',
      'people_told',
    ]);
    expect(changes().map(({ kind }) => kind)).toEqual(['incident_opened', 'timeline', 'timeline', 'incident_changed']);
  });

  it('has a line in its story when its causes change', async () => {
    const { raise, changes, incidents } = desk();
    await raise('overloaded');
    await raise('overloaded+max_unhealthy');
    await raise('overloaded+max_unhealthy');
    const lines = changes().flatMap((change) => (change.kind === 'timeline' ? [change.entry] : []));
    expect(lines).toMatchObject([
      { kind: 'opened', reason: 'overloaded' },
      { kind: 'changed', reason: 'overloaded+max_unhealthy' },
    ]);
    expect(incidents.open[0]?.evidence).toEqual({ left: 1, reason: 'overloaded+max_unhealthy' });
  });

  it('goes on after a restart of Paramedic without being opened again', async () => {
    const first = desk();
    await first.raise();
    const second = desk({ open: first.incidents.open });
    await second.raise();
    expect(second.changes()).toEqual([]);
    await second.clear();
    expect(second.toldOf()).toEqual(['incident_resolved']);
  });

  it('is tried again when it could not be written down', async () => {
    const { incidents, ledger, raise, told } = desk();
    ledger.failing = unreachable;
    await expect(raise()).rejects.toThrow('nobody answers');
    expect([incidents.open, told]).toEqual([[], []]);
    ledger.failing = () => undefined;
    await raise();
    expect(incidents.open).toHaveLength(1);
  });

  it('asked for twice at once is opened once', async () => {
    const { raise, changes } = desk();
    await Promise.all([raise(), raise()]);
    expect(changes().filter(({ kind }) => kind === 'incident_opened')).toHaveLength(1);
  });
});

describe('people', () => {
  it('are told once a silence has ended, and of the recovery of what they were told', async () => {
    const { around, raise, clear, toldOf } = desk();
    around.quiet = SILENCED;
    await raise();
    expect(toldOf()).toEqual([]);
    around.quiet = LOUD;
    await raise();
    await raise();
    await clear();
    expect(toldOf()).toEqual(['incident_opened', 'incident_resolved']);
  });

  it('are not told of the recovery of what they were not told', async () => {
    const { around, raise, clear, toldOf } = desk();
    around.quiet = SILENCED;
    await raise();
    await clear();
    expect(toldOf()).toEqual([]);
  });

  it('are not told when there is nobody to tell', async () => {
    const { raise, toldOf, incidents } = desk({ tells: false });
    await raise();
    expect([toldOf(), incidents.open[0]?.toldAt]).toEqual([[], undefined]);
  });

  it('are told again when their snooze is over and the trouble is not', async () => {
    const { incidents, raise, clock, toldOf } = desk();
    await raise();
    await incidents.order(idOf(incidents), { kind: 'snooze', by: 'ann', until: NOW + 60_000 });
    clock.at = NOW + 30_000;
    await raise();
    expect(toldOf()).toHaveLength(1);
    clock.at = NOW + 60_000;
    await raise();
    expect(toldOf()).toHaveLength(2);
  });
});

describe('an order for peace', () => {
  it.each([
    ['mute', { muted: true }],
    ['unmute', { muted: false }],
    ['snooze', { snoozedUntil: NOW + 60_000 }],
  ] as const)('is told of, for those who go on telling of it: %s', async (kind, holds) => {
    const { incidents, raise, told } = desk();
    await raise();
    await incidents.order(idOf(incidents), { kind, by: 'ann', until: NOW + 60_000 });
    expect(told.filter((it) => it.kind === 'peace_ordered')).toMatchObject([{ incident: holds }]);
  });

  it('is none where a person only says that he knows', async () => {
    const { incidents, raise, told } = desk();
    await raise();
    await incidents.order(idOf(incidents), { kind: 'acknowledge', by: 'ann' });
    expect(told.map(({ kind }) => kind)).not.toContain('peace_ordered');
  });
});

describe('while people work on it', () => {
  const works = [
    ['a window', MAINTENANCE],
    ['a guard', GUARDED],
  ] as const;

  it.each(works)('nothing is opened: %s', async (_name, quiet) => {
    const { incidents, around, raise, clear, changes, toldOf } = desk();
    around.quiet = quiet;
    await raise();
    await raise();
    await clear();
    expect([incidents.open, changes(), toldOf()]).toEqual([[], [], []]);
    await raise();
    around.quiet = LOUD;
    await raise();
    expect([incidents.open.length, toldOf()]).toEqual([1, ['incident_opened']]);
  });

  it.each(works)('what was open before goes on, untold: %s', async (_name, quiet) => {
    const { incidents, around, raise, changes, toldOf } = desk();
    around.quiet = SILENCED;
    await raise('overloaded');
    around.quiet = quiet;
    await raise('overloaded+max_unhealthy');
    await incidents.remind('host_disk', BOX.target);
    expect([incidents.open[0]?.evidence.reason, toldOf()]).toEqual(['overloaded+max_unhealthy', []]);
    const lines = changes().flatMap((change) => (change.kind === 'timeline' ? [change.entry.kind] : []));
    expect(lines).toEqual(['opened', 'changed']);
    around.quiet = LOUD;
    await raise('overloaded+max_unhealthy');
    expect(toldOf()).toEqual(['incident_opened']);
  });
});

describe('what is told to us only once', () => {
  const ALERT = { ...BOX, target: 'alert/DiskFull/0a1b' };
  const take = ({ incidents }: ReturnType<typeof desk>) =>
    incidents.raise('external_alert', ALERT, trouble('firing'), { alsoInPeace: true });
  const remind = ({ incidents }: ReturnType<typeof desk>) => incidents.remind('external_alert', ALERT.target);

  it.each([
    ['a window', MAINTENANCE],
    ['a guard', GUARDED],
  ])('is on record within %s, and nobody is launched or told before it is over', async (_name, quiet) => {
    const it = desk({ launches: true });
    it.around.quiet = quiet;
    await take(it);
    await take(it);
    await remind(it);
    expect(it.told.map(({ kind }) => kind)).toEqual(['incident_opened']);
    it.around.quiet = LOUD;
    await remind(it);
    await remind(it);
    await take(it);
    const [incident] = it.incidents.open;
    expect(it.toldOf()).toEqual(['incident_opened']);
    expect(it.queued()).toMatchObject([{ incidentId: incident?.id, reason: 'at_once' }]);
    expect(incident?.evidence).toEqual({ left: 1, reason: 'firing' });
    expect(it.told.filter(({ kind }) => kind === 'incident_opened')).toHaveLength(1);
  });

  it('is told and queued at the end of the peace also by a Paramedic that was restarted in it', async () => {
    const before = desk({ launches: true });
    before.around.quiet = MAINTENANCE;
    await take(before);
    await before.incidents.note('external_alert', ALERT.target, { left: 2 });
    const after = desk({ launches: true, open: before.incidents.open });
    await remind(after);
    expect([after.toldOf(), after.queued().length]).toEqual([['incident_opened'], 1]);
    expect(after.incidents.open[0]?.evidence).toEqual({ left: 2, reason: 'firing' });
    const later = desk({ launches: true, open: after.incidents.open });
    await remind(later);
    expect([later.toldOf(), later.queued()]).toEqual([[], []]);
  });

  it('is told after a silence that lets healing go on; who launches does not wait for that', async () => {
    const it = desk({ launches: true });
    it.around.quiet = SILENCED;
    await take(it);
    expect([it.toldOf(), it.queued().length]).toEqual([[], 1]);
    it.around.quiet = LOUD;
    await remind(it);
    expect([it.toldOf(), it.queued().length]).toEqual([['incident_opened'], 1]);
  });

  it('is not queued again when a person has put it on the queue meanwhile', async () => {
    const it = desk({ launches: true });
    it.around.quiet = MAINTENANCE;
    await take(it);
    await it.incidents.order(idOf(it.incidents), { kind: 'escalate', by: 'ann' });
    it.around.quiet = LOUD;
    await remind(it);
    expect(it.queued()).toMatchObject([{ reason: 'asked_for' }]);
  });

  it('and is over before the peace is, is told to nobody and queued nowhere', async () => {
    const it = desk({ launches: true });
    it.around.quiet = MAINTENANCE;
    await take(it);
    await it.incidents.clear('external_alert', ALERT.target, 'alert_resolved');
    it.around.quiet = LOUD;
    await remind(it);
    expect([it.incidents.open, it.toldOf(), it.queued()]).toEqual([[], [], []]);
  });
});

describe('an order', () => {
  it('to acknowledge or to comment is written down', async () => {
    const { incidents, raise, changes } = desk();
    await raise();
    const id = idOf(incidents);
    await incidents.order(id, { kind: 'acknowledge', by: 'ann' });
    await incidents.order(id, { kind: 'comment', by: 'ann', text: 'on it' });
    expect(incidents.open[0]).toMatchObject({ acknowledgedBy: 'ann' });
    const kinds = changes().map((change) => (change.kind === 'timeline' ? change.entry.kind : change.kind));
    expect(kinds).toEqual(['incident_opened', 'opened', 'acknowledged', 'incident_changed', 'comment']);
  });

  it('to escalate goes on the queue in the same transaction', async () => {
    const { incidents, raise, ledger, told } = desk({ queues: true });
    await raise();
    const asked = await incidents.order(idOf(incidents), { kind: 'escalate', by: 'ann' });
    expect(asked.status).toBe('escalated');
    expect(ledger.calls.at(-1)?.map(({ kind }) => kind)).toEqual([
      'timeline',
      'incident_changed',
      'escalation_withdrawn',
    ]);
    expect(told.at(-1)).toEqual({ kind: 'escalation_asked', at: NOW, incident: asked, by: 'ann' });
  });

  it('to resolve holds until the trouble has gone and come back', async () => {
    const { incidents, raise, clear } = desk();
    await raise();
    const resolved = await incidents.order(idOf(incidents), { kind: 'resolve', by: 'ann', text: undefined });
    expect(resolved).toMatchObject({ status: 'resolved', resolution: 'human' });
    await raise();
    expect(incidents.open).toEqual([]);
    await clear();
    await raise();
    expect(incidents.open).toHaveLength(1);
  });

  it('to resolve holds over a restart of Paramedic, and is on record with the end of the incident', async () => {
    const before = desk();
    await before.raise();
    await before.incidents.order(idOf(before.incidents), { kind: 'resolve', by: 'ann', text: undefined });
    const written = before.ledger.calls.at(-1) ?? [];
    expect(written.map(({ kind }) => kind)).toEqual(['timeline', 'incident_changed', 'target_remembered']);
    const dismissed = dismissalsOf(memoryIn(written));
    expect(dismissed).toEqual([{ target: 'host/box', type: 'host_disk', reason: 'disk_nearly_full' }]);

    const after = desk({ dismissed });
    await after.raise();
    expect([after.incidents.open, after.changes()]).toEqual([[], []]);
    await after.clear();
    expect(after.changes()).toEqual([{ kind: 'target_forgotten', target: 'host/box', host: 'box' }]);
    await after.raise();
    expect(after.incidents.open).toHaveLength(1);
  });

  it('to resolve has not happened when it could not be written down; neither has its end', async () => {
    const { incidents, raise, clear, ledger } = desk();
    await raise();
    ledger.failing = unreachable;
    await expect(incidents.order(idOf(incidents), { kind: 'resolve', by: 'ann', text: undefined })).rejects.toThrow();
    expect([incidents.open.length, incidents.dismissed]).toEqual([1, []]);
    ledger.failing = () => undefined;
    await incidents.order(idOf(incidents), { kind: 'resolve', by: 'ann', text: undefined });
    ledger.failing = unreachable;
    await expect(clear()).rejects.toThrow();
    expect(incidents.dismissed).toHaveLength(1);
  });

  it('to resolve what is told of a service is no memory of the host', async () => {
    const { incidents, changes } = desk();
    await incidents.raise('container_missing', { ...BOX, target: 'shop/db#1' }, trouble('vanished'));
    await incidents.order(idOf(incidents), { kind: 'resolve', by: 'ann', text: undefined });
    await incidents.raise('container_missing', { ...BOX, target: 'shop/db#1' }, trouble('vanished'));
    expect(incidents.open).toEqual([]);
    await incidents.clear('container_missing', 'shop/db#1', 'service_is_back');
    expect(incidents.dismissed).toEqual([]);
    expect(changes().map(({ kind }) => kind)).not.toContain('target_remembered');
    expect(changes().map(({ kind }) => kind)).not.toContain('target_forgotten');
  });

  it('about an incident that is resolved is refused', async () => {
    const { incidents } = desk();
    await expect(incidents.order('gone', { kind: 'mute', by: 'ann' })).rejects.toMatchObject({
      code: 'incident_resolved',
    });
  });
});

describe('what Claude Code is to know of it', () => {
  it('is recorded in the same transaction, after the incident', async () => {
    const { raise, ledger } = desk({ queues: true });
    await raise();
    expect(ledger.calls.map((changes) => changes.map(({ kind }) => kind))).toEqual([
      ['incident_opened', 'timeline', 'escalation_withdrawn'],
    ]);
  });
});
