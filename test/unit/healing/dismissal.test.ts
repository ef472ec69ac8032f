import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { type Intent, NO_INTENT } from '../../../src/containers/intent.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import { isDismissed } from '../../../src/healing/dismissal.ts';
import { memoOf, readMemo } from '../../../src/healing/memo.ts';
import type { IncidentType } from '../../../src/incidents/incident.ts';
import type { Symptom } from '../../../src/probes/symptom.ts';
import { attempt, chart, container, SETTINGS, T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const MINUTE = 60_000;
const SICK = { health: 'unhealthy' } as const;
const WELL = { health: 'healthy' } as const;
const HOLD = { settings: { ...SETTINGS, actions: ['none'] as const } };
const VERIFY = SETTINGS.verifyMs;
const HOT: Symptom = { type: 'high_cpu', severity: 'warning', reason: 'busy', description: 'busy', evidence: {} };

const resolve = (life: Life, at: number) =>
  life.order(life.chart.incidents[0]?.id ?? '', { kind: 'resolve', by: 'anna', text: undefined }, at);
const ended = (at: number): Intent => ({ ...NO_INTENT, end: { at, ours: false } });
const crashed = (at: number): Partial<Container> => ({ state: 'exited', exitCode: 1, finishedAt: at, health: 'none' });
const opened = (life: Life) => life.story.filter((line) => line.startsWith('opened'));
const isOut = ({ chart: { dismissed } }: Life) => dismissed.length === 0;

/** Sick at T0 and resolved by hand a second later. */
function resolved(from: Partial<Chart> = HOLD, around = {}) {
  const life = new Life(from, around);
  life.look(SICK, T0);
  resolve(life, T0 + 1_000);
  return life;
}

describe('what a person resolved', () => {
  const types: readonly IncidentType[] = ['container_unhealthy', 'container_exited', 'restart_loop', 'probe_failed'];

  it('is the whole outage, whatever it turns into; of symptoms only what was resolved', () => {
    for (const type of types) expect(isDismissed({ dismissed: ['container_unhealthy'] }, type)).toBe(true);
    for (const type of types) expect(isDismissed({ dismissed: ['high_cpu'] }, type)).toBe(false);
    expect(isDismissed({ dismissed: ['container_unhealthy'] }, 'high_cpu')).toBe(false);
    expect(isDismissed({ dismissed: ['high_cpu'] }, 'high_cpu')).toBe(true);
    expect(isDismissed({ dismissed: ['high_cpu'] }, 'flapping')).toBe(false);
    expect(isDismissed({ dismissed: [] }, 'container_exited')).toBe(false);
  });

  it('is not opened, told or healed when it turns into something else', () => {
    const life = new Life();
    life.look(SICK, T0);
    life.outcome('done', SICK, T0 + 1_000);
    resolve(life, T0 + 2_000);
    const told = life.told.length;
    const step = life.look(crashed(T0 + 59_000), T0 + MINUTE, {}, ended(T0 + 59_000));
    expect([life.types, life.told.length, step.act, step.decision]).toEqual([[], told, undefined, undefined]);
  });

  it('is not opened anew by a crash after a moment of being up, and is by one after lasting health', () => {
    const looping = { container: container({ health: 'none', restartPolicy: 'always' }) };
    const life = new Life({ ...HOLD, ...looping });
    let crashes = 0;
    const crash = (at: number) => life.look({ ...crashed(at), restartCount: crashes }, at, {}, ended(at));
    const comeUp = (at: number) => {
      crashes += 1;
      life.look({ state: 'running', exitCode: undefined, startedAt: at, restartCount: crashes }, at);
    };
    crash(T0);
    resolve(life, T0 + 500);
    comeUp(T0 + 1_000);
    expect(life.chart.dueAt).toBe(T0 + 1_000 + VERIFY);
    life.look({}, T0 + 1_000 + VERIFY - 1);
    crash(T0 + 1_000 + VERIFY - 1);
    expect(opened(life)).toHaveLength(1);
    comeUp(T0 + 10 * MINUTE);
    const over = life.look({}, T0 + 10 * MINUTE + VERIFY);
    expect(over.changes).toMatchObject([{ kind: 'target_remembered', memory: { memo: { dismissed: [] } } }]);
    crash(T0 + 20 * MINUTE);
    expect(life.types).toEqual(['container_exited']);
  });

  it('does not come back as a restart loop, nor as flapping', () => {
    const life = new Life({ ...HOLD, container: container({ health: 'none', restartPolicy: 'always' }) });
    const crash = (n: number) => {
      const at = T0 + n * 20_000;
      life.look({ ...crashed(at), restartCount: n }, at, {}, ended(at));
      if (n === 0) resolve(life, at + 100);
      life.look({ state: 'running', exitCode: undefined, startedAt: at + 500, restartCount: n + 1 }, at + 500);
    };
    for (let n = 0; n < 8; n += 1) crash(n);
    expect(life.chart.verdict).toMatchObject({ type: 'restart_loop' });
    expect(opened(life)).toEqual(['opened exited_non_zero']);
    const over = T0 + 30 * MINUTE;
    life.look({}, over);
    life.look({}, over + VERIFY);
    expect([isOut(life), life.types]).toEqual([true, []]);
  });

  it('holds over a restart of Paramedic, whose first look proves nothing', () => {
    const { chart: before } = resolved();
    const memo = readMemo(JSON.parse(JSON.stringify(memoOf(before))), 'sha256:1', T0 + MINUTE);
    const verdict = { kind: 'unknown', reason: 'not_observed' } as const;
    const life = new Life({ ...HOLD, ...memo, verdict, since: 0 }, { watchedSince: T0 + MINUTE });
    life.look(WELL, T0 + MINUTE, { at: T0 + 2_000 });
    expect(life.chart.dueAt).toBe(T0 + MINUTE + VERIFY);
    life.look(crashed(T0 + MINUTE + 2_000), T0 + MINUTE + 2_000, {}, ended(T0 + MINUTE + 2_000));
    expect(life.types).toEqual([]);
  });

  it('while it was well again is no dismissal: what comes next is news', () => {
    const life = new Life(HOLD);
    life.look(SICK, T0);
    life.look(WELL, T0 + 1_000);
    resolve(life, T0 + 2_000);
    expect(isOut(life)).toBe(true);
    life.look(crashed(T0 + 3_000), T0 + 3_000, {}, ended(T0 + 3_000));
    expect(life.types).toEqual(['container_exited']);
  });

  it('a symptom that was resolved lasts is dismissed all the same, and its outage is not', () => {
    const life = new Life(HOLD);
    life.look({}, T0, { symptoms: [HOT] });
    resolve(life, T0 + 1_000);
    expect(life.chart.dismissed).toEqual(['high_cpu']);
    life.look(SICK, T0 + 2_000);
    expect(life.types).toEqual(['container_unhealthy']);
  });
});

describe('the dismissal of an outage lasts', () => {
  it('while it is unknown, sick or paused, being made or removed', () => {
    for (const part of [{ health: 'starting' }, SICK, { state: 'paused' }, { state: 'created' }] as const) {
      const life = resolved();
      life.look(part, T0 + 2_000);
      life.look(part, T0 + 60 * MINUTE);
      expect([part, isOut(life)]).toEqual([part, false]);
    }
  });

  it('while the engine is away: what was seen last may be over', () => {
    const { chart: before } = resolved();
    const life = new Life(before, { surroundings: { ...world().surroundings, engineReachable: false } });
    life.look(WELL, T0 + 2_000);
    life.look({}, T0 + 60 * MINUTE);
    expect([isOut(life), life.chart.dueAt]).toEqual([false, undefined]);
  });

  it('through a start of the engine, and through ours', () => {
    const up = { state: 'running', exitCode: undefined, health: 'starting', startedAt: T0 + 5_000 } as const;
    const always = resolved({ ...HOLD, container: container({ restartPolicy: 'always' }) });
    always.look(up, T0 + 5_000);
    expect(isOut(always)).toBe(false);
    const ours = resolved();
    const restart = attempt({ incidentId: 'resolved', intendedAt: T0 + 4_000, finishedAt: T0 + 6_000 });
    ours.chart = { ...ours.chart, attempts: [restart] };
    ours.look(up, T0 + 6_000);
    expect(isOut(ours)).toBe(false);
  });

  it('through a recreate of ours', () => {
    const life = resolved();
    const recreate = attempt({ action: 'recreate', intendedAt: T0 + 4_000, finishedAt: undefined, outcome: undefined });
    life.chart = { ...life.chart, attempts: [recreate] };
    const made = { id: 'c2'.padEnd(64, '0'), createdAt: T0 + 4_500, health: 'starting' } as const;
    life.look({ ...made, state: 'created', startedAt: undefined }, T0 + 5_000);
    life.look({ ...made, state: 'running', startedAt: T0 + 5_000 }, T0 + 5_500);
    expect(isOut(life)).toBe(false);
  });
});

describe('the dismissal of an outage is over', () => {
  it('when it ended well and stayed so for the verification time', () => {
    const life = resolved();
    const finished = { state: 'exited', exitCode: 0, health: 'none', finishedAt: T0 + 2_000 } as const;
    life.look(finished, T0 + 2_000, {}, { ...NO_INTENT, end: { at: T0 + 2_000, ours: false } });
    expect([isOut(life), life.chart.dueAt]).toEqual([false, T0 + 2_000 + VERIFY]);
    life.look({}, T0 + 2_000 + VERIFY);
    expect(isOut(life)).toBe(true);
  });

  it('when a person stopped it: what comes after the next start is a new story', () => {
    const life = resolved();
    life.look(crashed(T0 + 2_000), T0 + 2_000, {}, { ...NO_INTENT, stoppedOnPurpose: true });
    expect(isOut(life)).toBe(true);
    life.look({ state: 'running', exitCode: undefined, startedAt: T0 + 9_000, ...SICK }, T0 + 10_000);
    expect(life.types).toEqual(['container_unhealthy']);
  });

  it('when a person replaced it, also while Paramedic was away', () => {
    const other = { id: 'c2'.padEnd(64, '0'), createdAt: T0 + 2_000, startedAt: T0 + 2_000 };
    const life = resolved();
    life.look({ ...other, ...SICK }, T0 + 3_000);
    expect(life.types).toEqual(['container_unhealthy']);
    const { containerId = '' } = { containerId: container().id };
    const recalled = { containerId, verdict: 'sick', reason: 'health_check_fails', since: T0 } as const;
    const away = new Life({ ...HOLD, dismissed: ['container_unhealthy'], recalled, container: container(other) });
    away.look(SICK, T0 + 3_000);
    expect(away.types).toEqual(['container_unhealthy']);
    const same = new Life({ ...HOLD, dismissed: ['container_unhealthy'], recalled });
    same.look(SICK, T0 + 3_000);
    expect(same.types).toEqual([]);
  });

  it('when somebody started it and the engine starts nothing by itself: a job that fails again is told again', () => {
    const life = new Life({ ...HOLD, container: container({ health: 'none' }) });
    const fail = (at: number) => life.look(crashed(at), at, {}, ended(at));
    fail(T0);
    resolve(life, T0 + 1_000);
    life.look({}, T0 + MINUTE, {}, ended(T0));
    expect(life.types).toEqual([]);
    life.look({ state: 'running', exitCode: undefined, startedAt: T0 + 60 * MINUTE }, T0 + 60 * MINUTE);
    fail(T0 + 60 * MINUTE + 5_000);
    expect(life.types).toEqual(['container_exited']);
  });

  it('and a chart without any asks for no look', () => {
    const life = new Life({ ...HOLD, ...chart({ dismissed: ['high_cpu'] }), symptoms: [HOT] });
    life.look({}, T0, { symptoms: [HOT] });
    expect([life.chart.dueAt, life.chart.dismissed]).toEqual([undefined, ['high_cpu']]);
  });
});
