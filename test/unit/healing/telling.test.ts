import { describe, expect, it } from '@jest/globals';
import type { HealAction } from '../../../src/config/container-settings.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import type { Incident, IncidentType } from '../../../src/incidents/incident.ts';
import type { Order } from '../../../src/incidents/orders.ts';
import { chart, container, SETTINGS, T0 } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const SICK = { health: 'unhealthy' } as const;
const WELL = { health: 'healthy' } as const;
const MINUTE = 60_000;
const asking = (...actions: HealAction[]) => ({ settings: { ...SETTINGS, actions, actionsByLabel: true } });
const HOLD = asking('none');
const incidentsOf = (part: Partial<Incident> = {}, from: Partial<Chart> = HOLD): readonly Incident[] => {
  const life = new Life(from);
  life.look(SICK, T0 - 1);
  return life.chart.incidents.map((incident) => ({ ...incident, toldAt: undefined, ...part }));
};
const sick = (part: Partial<Incident>) => ({ ...HOLD, incidents: incidentsOf(part) });

describe('people', () => {
  it('are told of a failure and of its recovery, and each only once', () => {
    const life = new Life(HOLD);
    life.look(SICK, T0);
    expect(life.chart.incidents[0]?.toldAt).toBe(T0);
    life.look(SICK, T0 + 1);
    life.look(WELL, T0 + 2);
    life.look({}, T0 + MINUTE);
    life.look({}, T0 + 2 * MINUTE);
    expect(life.told).toEqual(['incident_opened container_unhealthy', 'incident_resolved container_unhealthy']);
  });

  it('are told of nothing where there is no channel', () => {
    const life = new Life(HOLD, { tells: false });
    life.look(SICK, T0);
    life.look(WELL, T0 + 1);
    life.look({}, T0 + MINUTE);
    expect(life.told).toEqual([]);
  });

  it('who hear of a failed hand-over hear of the recovery too, though the failure itself was never told', () => {
    const life = new Life({ settings: { ...SETTINGS, maxAttempts: 1 } });
    life.look(SICK, T0);
    life.chart = { ...life.chart, incidents: life.chart.incidents.map((one) => ({ ...one, toldAt: undefined })) };
    life.outcome('failed', SICK, T0 + 100);
    expect(life.told.at(-1)).toBe('heal_failed container_unhealthy');
    expect(life.chart.incidents.map(({ toldAt }) => toldAt)).toEqual([T0 + 100, T0 + 100]);
    life.look(WELL, T0 + 200);
    life.look({}, T0 + MINUTE);
    expect(life.told.filter((line) => line.startsWith('incident_resolved'))).toEqual([
      'incident_resolved container_unhealthy',
    ]);
  });

  it('are not told of what they muted, nor of its end', () => {
    const life = new Life(sick({ muted: true, toldAt: T0 - 5 }));
    life.look(SICK, T0);
    life.look(WELL, T0 + 1);
    life.look({}, T0 + MINUTE);
    expect(life.types).toEqual([]);
    expect(life.told).toEqual([]);
  });

  it('are not told of what they muted before they heard of it', () => {
    const life = new Life(sick({ muted: true }));
    life.look(SICK, T0);
    expect(life.told).toEqual([]);
  });

  it('hear which failure was handed over, whatever else is open', () => {
    const life = new Life({ settings: { ...SETTINGS, maxAttempts: 1 } });
    const symptoms = [{ type: 'high_cpu', severity: 'warning', reason: '', description: '', evidence: {} }] as const;
    life.look({}, T0 - 9, { symptoms });
    life.look(SICK, T0, { symptoms });
    life.outcome('failed', SICK, T0 + 100);
    expect(life.told.at(-1)).toBe('heal_failed container_unhealthy');
  });

  it('are told of what was snoozed when its time has come, and not a moment before', () => {
    const life = new Life(sick({ snoozedUntil: T0 + MINUTE }));
    life.look(SICK, T0);
    expect(life.chart.dueAt).toBe(T0 + MINUTE);
    life.look(SICK, T0 + MINUTE - 1);
    expect(life.told).toEqual([]);
    life.look(SICK, T0 + MINUTE);
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
    expect(life.chart.dueAt).toBeUndefined();
  });

  it('are not told again when they heard of it after the snooze was over', () => {
    const life = new Life(sick({ snoozedUntil: T0 - 10, toldAt: T0 - 10 }));
    life.look(SICK, T0);
    expect(life.told).toEqual([]);
  });

  it('are asked about their silences again when those end', () => {
    const life = new Life(HOLD, { quiet: () => ({ muted: 'maintenance', until: T0 + 7_000, pause: undefined }) });
    life.look(SICK, T0);
    expect(life.chart.dueAt).toBe(T0 + 7_000);
    expect(life.told).toEqual([]);
  });

  it('who silenced it are not told by the rung that tells them either', () => {
    const life = new Life(asking('notify'), { quiet: () => ({ muted: 'silenced', until: T0 + 9, pause: undefined }) });
    life.look(SICK, T0);
    expect(life.story).toContain('notified health_check_fails');
    expect(life.told).toEqual([]);
    expect(life.chart.incidents[0]?.toldAt).toBeUndefined();
  });
});

describe('whoever asked for peace of a failure', () => {
  const HOUR = 60 * MINUTE;
  /** Told at T0, ordered at T0 + 1, handed over at T0 + 100. */
  const handedOver = (...orders: Order[]) => {
    const life = new Life({ settings: { ...SETTINGS, maxAttempts: 1 } });
    life.look(SICK, T0);
    for (const order of orders) life.order(life.chart.incidents[0]?.id ?? '', order, T0 + 1);
    life.outcome('failed', SICK, T0 + 100);
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
    return life;
  };
  const OPENED = 'incident_opened container_unhealthy';
  const FAILED = 'heal_failed container_unhealthy';
  const OVER = 'incident_resolved container_unhealthy';

  it('has it also when healing gives up, and hears of no end either', () => {
    const life = handedOver({ kind: 'mute', by: 'anna' });
    life.look(SICK, T0 + HOUR);
    expect(life.chart.incidents.map(({ muted }) => muted)).toEqual([true, true]);
    life.look(WELL, T0 + 2 * HOUR);
    life.look({}, T0 + 3 * HOUR);
    expect(life.types).toEqual([]);
    expect(life.told).toEqual([OPENED]);
  });

  it('hears that healing gave up when the snooze is over, once, and of the end', () => {
    const life = handedOver({ kind: 'snooze', by: 'anna', until: T0 + HOUR });
    expect(life.chart.dueAt).toBe(T0 + HOUR);
    life.look(SICK, T0 + HOUR - 1);
    expect(life.told).toEqual([OPENED]);
    life.look(SICK, T0 + HOUR);
    life.look(SICK, T0 + HOUR + 1);
    expect(life.told).toEqual([OPENED, FAILED]);
    life.look(WELL, T0 + 2 * HOUR);
    life.look({}, T0 + 3 * HOUR);
    expect(life.told).toEqual([OPENED, FAILED, OVER]);
  });

  it('hears of both when the peace is over before anybody heard of either', () => {
    const failures = { incidents: incidentsOf({ snoozedUntil: T0 + HOUR }, {}) };
    const life = new Life({ ...failures, settings: { ...SETTINGS, maxAttempts: 1 } });
    life.look(SICK, T0);
    life.outcome('failed', SICK, T0 + 100);
    expect([life.types, life.told]).toEqual([['container_unhealthy', 'heal_failed'], []]);
    life.look(SICK, T0 + HOUR);
    expect(life.told).toEqual([OPENED, FAILED]);
  });

  it('is told of it once the peace is taken back', () => {
    const life = handedOver({ kind: 'mute', by: 'anna' });
    expect(life.told).toEqual([OPENED]);
    life.order(life.chart.incidents[0]?.id ?? '', { kind: 'unmute', by: 'anna' }, T0 + 200);
    expect(life.told).toEqual([OPENED, FAILED]);
    life.look(WELL, T0 + HOUR);
    life.look({}, T0 + 2 * HOUR);
    expect(life.told).toEqual([OPENED, FAILED, OVER]);
  });

  it.each([
    ['the failure', 'container_unhealthy'],
    ['the hand-over', 'heal_failed'],
  ])('by a silence of %s alone is not told of the hand-over', (_of, silenced) => {
    const quiet = (type: IncidentType) => ({
      muted: type === silenced ? ('silenced' as const) : undefined,
      until: type === silenced ? T0 + HOUR : undefined,
      pause: undefined,
    });
    const life = new Life({ settings: { ...SETTINGS, maxAttempts: 1 } }, { quiet });
    life.look(SICK, T0);
    life.outcome('failed', SICK, T0 + 100);
    expect(life.told).not.toContain(FAILED);
    expect(life.chart.incidents[1]?.toldAt).toBeUndefined();
  });
});

describe('a failure that comes from another one', () => {
  const parent = (incidents: readonly Incident[]) => ({
    sharesNetwork: false,
    chart: chart({ target: 'db', container: container({ name: 'db' }), incidents }),
  });
  const root = incidentsOf({ id: 'root' });

  it('is not told while that one lasts', () => {
    const life = new Life(sick({ parentId: 'root' }), { parents: () => [parent(root)] });
    life.look(SICK, T0);
    expect(life.told).toEqual([]);
  });

  it('is not told while that one lasts, whoever else is well', () => {
    const life = new Life(sick({ parentId: 'root' }), { parents: () => [parent(root), parent([])] });
    life.look(SICK, T0);
    expect(life.told).toEqual([]);
  });

  it('is told though that parent has another trouble by now', () => {
    const others = incidentsOf({ id: 'another' });
    const life = new Life(sick({ parentId: 'root' }), { parents: () => [parent(others)] });
    life.look(SICK, T0);
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
  });

  it('is told once that one is over and it is sick all the same', () => {
    const life = new Life(sick({ parentId: 'root' }), { parents: () => [parent([])] });
    life.look(SICK, T0);
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
  });

  it('is not told while it is on its way to be well', () => {
    const life = new Life(sick({ parentId: 'root' }), { parents: () => [parent([])] });
    life.look({ health: 'starting' }, T0);
    expect(life.types).toEqual(['container_unhealthy']);
    expect(life.told).toEqual([]);
  });

  it('is told, whatever it is below, when healing gave up on it or it is a symptom', () => {
    const symptom = sick({ parentId: 'root', type: 'high_cpu' }).incidents;
    const life = new Life({ ...HOLD, incidents: symptom }, { parents: () => [parent(root)] });
    life.look(WELL, T0, {
      symptoms: [{ type: 'high_cpu', severity: 'warning', reason: '', description: '', evidence: {} }],
    });
    expect(life.told).toEqual(['incident_opened high_cpu']);
  });
});
