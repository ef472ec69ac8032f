import { describe, expect, it } from '@jest/globals';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { escalationsOf } from '../../../src/escalation/policy.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import { chart, container, counter, SETTINGS, T0 } from '../../support/charts.ts';
import { ESCALATION_CONFIG } from '../../support/escalations.ts';
import { Life } from '../../support/life.ts';

const MINUTE = 60_000;
const SICK = { health: 'unhealthy' } as const;
const ORIGIN = { labels: {}, workspace: undefined, mayEscalate: true, isOwn: false };

/** What each step of a life put on the queue: type of the incident, and why. */
function queuedIn(life: Life) {
  const options = { mode: 'heal' as const, config: ESCALATION_CONFIG, newId: counter() };
  const rows = life.steps.flatMap((step) => escalationsOf(step.happenings, ORIGIN, options, T0).queued);
  return rows.map(({ incidentId, reason }) => ({ incidentId, reason }));
}
const idOf = (life: Life, type: string) => life.chart.incidents.find((one) => one.type === type)?.id;

/** A container and the database that it needs, which is sick at first. */
function family(from: Partial<Chart> = {}) {
  const db = new Life({ target: 'db' });
  db.look(SICK, T0 - 1);
  const around = { parent: db.chart };
  const life = new Life(from, { parents: () => [{ chart: around.parent, sharesNetwork: false }] });
  const healDb = (at: number) => {
    around.parent = chart({ target: 'db', since: at });
  };
  return { life, healDb };
}

function crash(life: Life, at: number, restartCount: number) {
  const ended = { state: 'restarting', exitCode: 1, finishedAt: at, restartCount } as const;
  life.look(ended, at, {}, { ...NO_INTENT, end: { at, ours: false } });
  const up = { state: 'running', exitCode: undefined, startedAt: at + 500, restartCount: restartCount + 1 } as const;
  life.look(up, at + 500);
}
const LOOPING = { container: container({ restartPolicy: 'always', health: 'none' }) };

describe('what reaches the queue of one story', () => {
  it('is what healing gave up on, once', () => {
    const life = new Life();
    life.look(SICK, T0);
    life.outcome('done', SICK, T0 + 100);
    life.look(SICK, T0 + MINUTE);
    life.outcome('done', SICK, T0 + MINUTE + 100);
    life.look(SICK, T0 + 2 * MINUTE);
    expect(queuedIn(life)).toEqual([{ incidentId: idOf(life, 'container_unhealthy'), reason: 'attempts_exhausted' }]);
  });

  it('is also a child that stayed sick when its parent was well again, once', () => {
    const { life, healDb } = family();
    life.look(SICK, T0);
    expect(life.chart.incidents[0]?.parentId).toBeDefined();
    healDb(T0 + MINUTE);
    life.look(SICK, T0 + 2 * MINUTE);
    life.outcome('done', SICK, T0 + 2 * MINUTE + 100);
    life.look(SICK, T0 + 4 * MINUTE);
    expect(queuedIn(life)).toEqual([]);
    life.outcome('done', SICK, T0 + 4 * MINUTE + 100);
    life.look(SICK, T0 + 5 * MINUTE);
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
    expect(queuedIn(life)).toEqual([{ incidentId: idOf(life, 'container_unhealthy'), reason: 'attempts_exhausted' }]);
  });

  it('is no restart loop that comes from a sick parent, and is when it goes on without that', () => {
    const { life, healDb } = family(LOOPING);
    for (const n of [0, 1, 2]) crash(life, T0 + n * 20_000, n);
    expect(life.types).toEqual(['container_exited', 'restart_loop']);
    expect(life.chart.incidents[1]?.parentId).toBeDefined();
    expect(queuedIn(life)).toEqual([]);
    healDb(T0 + MINUTE);
    life.look({}, T0 + 2 * MINUTE);
    life.look({}, T0 + 3 * MINUTE);
    expect(queuedIn(life)).toEqual([{ incidentId: idOf(life, 'restart_loop'), reason: 'restart_loop' }]);
  });

  it('is a restart loop, once, though it opens and is given up in one step', () => {
    const life = new Life(LOOPING);
    for (const n of [0, 1, 2, 3]) crash(life, T0 + n * 20_000, n);
    expect(queuedIn(life)).toEqual([{ incidentId: idOf(life, 'restart_loop'), reason: 'restart_loop' }]);
  });

  it('is the restart loop also when healing gives up on a crash of that loop', () => {
    const settings = { ...SETTINGS, actions: ['restart', 'recreate'] as const, actionsByLabel: true };
    const life = new Life({ ...LOOPING, settings });
    for (const n of [0, 1, 2]) crash(life, T0 + n * 20_000, n);
    const recreated = { id: 'c2'.padEnd(64, '0'), createdAt: T0 + 41_000, startedAt: T0 + 41_000, restartCount: 0 };
    life.outcome('done', recreated, T0 + 42_000);
    // The loop is over, but not proven well yet.
    life.look({}, T0 + 11 * MINUTE);
    expect(life.chart.verdict.kind).toBe('healthy');
    const at = T0 + 11 * MINUTE + 5_000;
    const down = { state: 'exited', exitCode: 1, finishedAt: at } as const;
    const intent = { ...NO_INTENT, end: { at, ours: false } };
    expect(life.look(down, at + 6_000, {}, intent).act).toMatchObject({ action: 'recreate', attempt: 2 });
    life.outcome('failed', {}, at + 7_000);
    life.look({}, at + 60_000, {}, intent);
    expect(life.types).toEqual(['container_exited', 'restart_loop', 'heal_failed']);
    const loop = idOf(life, 'restart_loop');
    expect(queuedIn(life)).toEqual([
      { incidentId: loop, reason: 'at_once' },
      { incidentId: loop, reason: 'attempts_exhausted' },
    ]);
    expect(life.chart.incidents).toMatchObject([
      { type: 'container_exited', parentId: loop },
      { type: 'restart_loop', status: 'escalated' },
      { type: 'heal_failed', status: 'escalated', parentId: loop, description: expect.stringContaining('2 attempts') },
    ]);
    expect(life.told.at(-1)).toBe('heal_failed restart_loop');
  });

  it('is what a bad update made sick, once', () => {
    const images = { current: 'sha256:2', proven: ['sha256:1'] };
    const life = new Life({ images, container: container({ imageId: 'sha256:2', startedAt: T0 - 1_000 }) });
    life.look(SICK, T0);
    life.look(SICK, T0 + MINUTE);
    expect(life.types).toEqual(['container_unhealthy', 'bad_update']);
    expect(queuedIn(life)).toEqual([{ incidentId: idOf(life, 'container_unhealthy'), reason: 'bad_update' }]);
  });

  it('is not the loop that shows only after the hand-over', () => {
    const life = new Life({ ...LOOPING, settings: { ...SETTINGS, maxAttempts: 1 } });
    const end = { ...NO_INTENT, end: { at: T0, ours: false } };
    life.look({ state: 'exited', exitCode: 1, finishedAt: T0 }, T0 + 6_000, {}, end);
    life.outcome('failed', {}, T0 + 7_000);
    life.look({}, T0 + 8_000, {}, end);
    for (const n of [1, 2, 3]) crash(life, T0 + n * 20_000, n);
    expect(life.types).toEqual(['container_exited', 'heal_failed', 'restart_loop']);
    expect(queuedIn(life)).toEqual([{ incidentId: idOf(life, 'container_exited'), reason: 'attempts_exhausted' }]);
  });
});
