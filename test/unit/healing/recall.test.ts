import { describe, expect, it } from '@jest/globals';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import type { Recalled } from '../../../src/healing/chart.ts';
import type { Verdict } from '../../../src/probes/verdict.ts';
import { container, SETTINGS, T0 } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const NOT_OBSERVED: Verdict = { kind: 'unknown', reason: 'not_observed' };
const BEFORE = T0 - 600_000;
const was = (part: Partial<Recalled> = {}): Recalled => ({
  ...{ containerId: container().id, verdict: 'healthy', reason: 'health_check_passes', since: BEFORE },
  ...part,
});
/** A Paramedic that begins at T0 and recalls this. */
const begin = (recalled: Recalled | undefined, settings = SETTINGS) =>
  new Life({ verdict: NOT_OBSERVED, since: 0, recalled, settings });
const sinceOf = (recalled: Recalled, part = {}): number => {
  const life = begin(recalled);
  life.look(part, T0);
  return life.chart.since;
};

describe('a verdict that is the same after a restart of Paramedic', () => {
  it('stands since it was first seen, and is written down so', () => {
    const life = begin(was());
    const step = life.look({}, T0);
    expect(life.chart).toMatchObject({ since: BEFORE, verdict: { kind: 'healthy' }, recalled: undefined });
    expect(step.changes).toMatchObject([{ kind: 'target_remembered', memory: { verdict: 'healthy', since: BEFORE } }]);
    expect(sinceOf(was({ verdict: 'sick', reason: 'health_check_fails' }), { health: 'unhealthy' })).toBe(BEFORE);
    expect(sinceOf(was({ since: T0 }))).toBe(T0);
    expect(sinceOf(was({ since: T0 - 3_600_000 }))).toBe(T0 - 3_600_000);
  });

  it('begins now for another container, for another verdict or reason, for a new life, and where clocks disagree', () => {
    expect(sinceOf(was({ containerId: 'another' }))).toBe(T0);
    expect(sinceOf(was(), { health: 'unhealthy' })).toBe(T0);
    expect(sinceOf(was({ reason: 'running' }))).toBe(T0);
    expect(sinceOf(was(), { startedAt: BEFORE + 1 })).toBe(T0);
    expect(sinceOf(was(), { startedAt: BEFORE })).toBe(BEFORE);
    const sickBefore = was({ verdict: 'sick', reason: 'health_check_fails' });
    expect(sinceOf(sickBefore, { health: 'unhealthy', startedAt: BEFORE + 1 })).toBe(T0);
    // The same reason may stand for another verdict.
    expect(sinceOf(was({ verdict: 'sick' }))).toBe(T0);
    expect(sinceOf(was({ since: T0 + 1 }))).toBe(T0);
    const fresh = begin(undefined);
    fresh.look({}, T0);
    expect(fresh.chart.since).toBe(T0);
  });

  it('stands since it was recorded, also where an old event tells of it once more', () => {
    const life = begin(was());
    life.look({}, T0, { at: BEFORE - 5_000 });
    expect(life.chart.since).toBe(BEFORE);
  });

  it('of a restart loop goes on through all its lives', () => {
    const crashes = [T0 - 30_000, T0 - 20_000, T0 - 10_000];
    const recalled = was({ verdict: 'sick', reason: 'crashes_again_and_again' });
    const life = begin(recalled);
    const history = { ...life.chart.history, containerId: container().id, crashes, loop: 'fast' as const };
    life.chart = { ...life.chart, history };
    life.look({ health: 'none', startedAt: T0 - 9_000 }, T0);
    expect(life.chart).toMatchObject({ since: BEFORE, verdict: { type: 'restart_loop' } });
  });

  it('is still recalled while nothing is known, and forgotten with the first that is', () => {
    const life = begin(was());
    life.look({ health: 'starting' }, T0);
    expect(life.chart).toMatchObject({ since: T0, verdict: { reason: 'starting' } });
    life.look({ health: 'healthy' }, T0 + 1);
    expect(life.chart.since).toBe(BEFORE);
    life.look({ health: 'unhealthy' }, T0 + 2);
    life.look({ health: 'healthy' }, T0 + 3);
    expect(life.chart.since).toBe(T0 + 3);
  });

  it('proves no recovery: nobody watched it meanwhile', () => {
    const life = new Life(
      { verdict: NOT_OBSERVED, since: 0, recalled: was(), incidents: sick().chart.incidents },
      { watchedSince: T0 },
    );
    life.look({}, T0);
    expect(life.types).toEqual(['container_unhealthy']);
    life.look({}, T0 + SETTINGS.verifyMs);
    expect(life.types).toEqual([]);
  });

  it('counts the time to an act from when we watched', () => {
    const life = new Life(
      { verdict: NOT_OBSERVED, since: 0, recalled: was({ verdict: 'sick', reason: 'health_check_fails' }) },
      { watchedSince: T0 - 500 },
    );
    const { happenings } = life.look({ health: 'unhealthy' }, T0);
    expect(happenings).toContainEqual(expect.objectContaining({ kind: 'remediation_intended', detectionSeconds: 0.5 }));
    expect(life.chart.incidents[0]?.timestamp).toBe(BEFORE);
  });
});

function sick(): Life {
  const life = new Life({ settings: { ...SETTINGS, actions: ['none'] } });
  life.look({ health: 'unhealthy' }, T0 - 1, {}, NO_INTENT);
  return life;
}
