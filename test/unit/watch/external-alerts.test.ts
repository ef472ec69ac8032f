import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { ExternalAlert } from '../../../src/incidents/external-alert.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { type Dismissal, dismissalsOf } from '../../../src/watch/dismissals.ts';
import { ExternalAlerts } from '../../../src/watch/external-alerts.ts';
import { StandaloneIncidents } from '../../../src/watch/standalone-incidents.ts';
import { counter } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { NOW } from '../../support/fleet.ts';
import { RecordingLedger, unreachable } from '../../support/recording-ledger.ts';
import { LOUD, MAINTENANCE, SILENCED } from '../../support/silence.ts';

const HOUR = 3_600_000;

const alert = (name: string, part: Partial<ExternalAlert> = {}): ExternalAlert => ({
  ...{ status: 'firing', labels: { alertname: name }, annotations: { summary: `${name} fires` } },
  ...{ startsAt: undefined, generatorUrl: undefined, fingerprint: '00000000' },
  ...part,
});
const over = (name: string) => alert(name, { status: 'resolved' });

/** `startedAt` is the beginning of this life; what is open and dismissed is from before it. */
function office({ open = [] as readonly Incident[], dismissed = [] as readonly Dismissal[], at = NOW } = {}) {
  const ledger = new RecordingLedger();
  const clock = new FixedClock();
  clock.at = at;
  const around = { quiet: LOUD };
  const told: Happening[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((happening) => told.push(happening));
  const nothing = { outbox: () => [], escalate: () => [], tells: true, quiet: () => around.quiet };
  const deps = { host: 'box', ledger, clock, happenings, newId: counter(), ...nothing };
  const incidents = new StandaloneIncidents(deps, open, dismissed);
  const alerts = new ExternalAlerts({ incidents, clock, startedAt: at });
  return {
    ...{ incidents, alerts, clock, ledger, told, around },
    openNames: () => incidents.open.map(({ target }) => target.split('/')[1]),
    wait: async (ms: number) => {
      clock.at += ms;
      await alerts.turn();
    },
    toldOf: () => told.flatMap((it) => (it.kind === 'people_told' ? [it.event] : [])),
    ends: () => told.flatMap((it) => (it.kind === 'incident_resolved' ? [it.incident.resolution] : [])),
  };
}

describe('alerts from outside', () => {
  it('are one incident each, however often they are told, until they are resolved', async () => {
    const { alerts, incidents, told, openNames } = office();
    expect(await alerts.take([alert('A'), alert('B'), alert('A')])).toEqual({ taken: 3, skipped: 0, reasons: {} });
    await alerts.take([alert('A')]);
    expect(incidents.open).toMatchObject([
      { type: 'external_alert', target: 'alert/A/00000000', severity: 'warning', description: 'A fires', host: 'box' },
      { target: 'alert/B/00000000' },
    ]);
    expect(await alerts.take([over('A'), over('never seen')])).toMatchObject({ taken: 2 });
    expect(openNames()).toEqual(['B']);
    expect(told.map((it) => (it.kind === 'people_told' ? it.event : it.kind))).toEqual([
      ...['incident_opened', 'incident_opened', 'incident_opened', 'incident_opened'],
      ...['incident_resolved', 'incident_resolved'],
    ]);
  });

  it('are counted when they are skipped, by reason', async () => {
    const { alerts, openNames } = office();
    const given = [alert('ParamedicIncident'), alert('A', { labels: {} }), alert('A')];
    expect(await alerts.take(given, { malformed: 2, too_many: 1 })).toEqual({
      taken: 1,
      skipped: 5,
      reasons: { malformed: 2, too_many: 1, own_alert: 1, unnamed: 1 },
    });
    expect(openNames()).toEqual(['A']);
  });

  it('are at most a thousand; those that are there go on, and make room', async () => {
    const { alerts, incidents } = office();
    const many = Array.from({ length: 1_002 }, (_, index) => alert(`A${index}`));
    expect(await alerts.take(many)).toMatchObject({ taken: 1_000, reasons: { too_many_open: 2 } });
    expect(await alerts.take([alert('A5'), over('A6'), alert('new')])).toMatchObject({ taken: 3, skipped: 0 });
    expect(incidents.open).toHaveLength(1_000);
  });

  it('expire when nobody has spoken of them for a day, and not before', async () => {
    const { alerts, wait, openNames, ends } = office();
    await alerts.take([alert('A'), alert('B')]);
    await wait(20 * HOUR);
    await alerts.take([alert('B')]);
    await wait(4 * HOUR - 1);
    expect(openNames()).toEqual(['A', 'B']);
    await wait(1);
    expect(openNames()).toEqual(['B']);
    await wait(20 * HOUR);
    expect(openNames()).toEqual([]);
    expect(ends()).toEqual(['expired', 'expired']);
  });

  it('go on over a restart, which does not begin to count from anew', async () => {
    const first = office();
    await first.alerts.take([alert('A'), alert('B')]);
    first.clock.at += 12 * HOUR;
    await first.alerts.take([alert('B')]);
    const noted = first.ledger.calls.flat().filter(({ kind }) => kind === 'incident_changed');
    const second = office({ open: first.incidents.open, at: NOW + 22 * HOUR });
    await second.wait(3 * HOUR);
    expect(second.openNames()).toEqual(['A', 'B']);
    await second.wait(2 * HOUR);
    expect(second.openNames()).toEqual(['B']);
    await second.wait(9 * HOUR - 1);
    expect(second.openNames()).toEqual(['B']);
    await second.wait(1);
    expect(second.openNames()).toEqual([]);
    // People are told once; that A is heard of again within the hour is no news.
    expect(noted).toHaveLength(1);
  });

  it('that a person resolved stay so while they last, also over a restart, and no longer', async () => {
    const first = office();
    await first.alerts.take([alert('A')]);
    await first.incidents.order(first.incidents.open[0]?.id ?? '', { kind: 'resolve', by: 'anna', text: undefined });
    const memory = first.ledger.calls.flat().flatMap((it) => (it.kind === 'target_remembered' ? [it.memory] : []))[0];
    const second = office({ dismissed: dismissalsOf(memory) });
    await second.alerts.take([alert('A'), alert('B')]);
    expect(second.openNames()).toEqual(['B']);
    await second.alerts.take([over('A')]);
    await second.alerts.take([alert('A')]);
    expect(second.openNames()).toEqual(['B', 'A']);
    const third = office({ dismissed: dismissalsOf(memory) });
    await third.wait(24 * HOUR);
    expect(third.incidents.dismissed).toEqual([]);
  });

  it.each([
    ['a silence', SILENCED],
    ['a window', MAINTENANCE],
  ])(
    'that come within %s are on record, and told when it is over though nobody speaks of them again',
    async (_, quiet) => {
      const { alerts, around, wait, toldOf, openNames } = office();
      around.quiet = quiet;
      await alerts.take([alert('A'), alert('B')]);
      await wait(60_000);
      expect([openNames(), toldOf()]).toEqual([['A', 'B'], []]);
      await alerts.take([over('B')]);
      around.quiet = LOUD;
      await wait(2_000);
      await wait(2_000);
      expect([openNames(), toldOf()]).toEqual([['A'], ['incident_opened']]);
    },
  );

  it('that were snoozed are told again when their time has come', async () => {
    const { alerts, incidents, wait, toldOf } = office();
    await alerts.take([alert('A')]);
    const id = incidents.open[0]?.id ?? '';
    await incidents.order(id, { kind: 'snooze', by: 'anna', until: NOW + HOUR });
    await wait(HOUR - 1);
    expect(toldOf()).toHaveLength(1);
    await wait(1);
    await wait(1);
    expect(toldOf()).toHaveLength(2);
  });

  it('that expire are not told of first', async () => {
    const first = office();
    first.around.quiet = SILENCED;
    await first.alerts.take([alert('A')]);
    const second = office({ open: first.incidents.open });
    second.around.quiet = SILENCED;
    await second.wait(HOUR);
    second.around.quiet = LOUD;
    await second.wait(23 * HOUR);
    expect([second.ends(), second.toldOf()]).toEqual([['expired'], []]);
  });

  it('are told to come again when they cannot be recorded', async () => {
    const { alerts, ledger, openNames } = office();
    ledger.failing = unreachable;
    await expect(alerts.take([alert('A')])).rejects.toMatchObject({ retryable: true });
    ledger.failing = () => undefined;
    await alerts.take([alert('A')]);
    expect(openNames()).toEqual(['A']);
  });
});
