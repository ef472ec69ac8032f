import { describe, expect, it } from '@jest/globals';
import { forgetOldAttempts } from '../../../src/healing/forget.ts';
import type { Remediation } from '../../../src/incidents/incident.ts';
import { attempt, chart, HEAL, T0 } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const MINUTE = 60_000;
const heal = {
  ...HEAL,
  budget: { count: 5, windowMs: 5 * MINUTE },
  hostBudget: { count: 60, windowMs: 10 * MINUTE },
  resetMs: 6 * MINUTE,
  backoffMaxMs: 2 * MINUTE,
};
const agoMs = (ms: number, part: Partial<Remediation> = {}) => attempt({ id: `${ms}`, intendedAt: T0 - ms, ...part });
const kept = (attempts: readonly Remediation[], part = {}) =>
  forgetOldAttempts(chart({ attempts, ...part }), T0, heal).attempts.map(({ id }) => id);

describe('attempts that no rule looks at any more', () => {
  it.each([
    ['the budget of the container', { budget: { count: 5, windowMs: 30 * MINUTE } }, 30 * MINUTE],
    ['the budget of the host', {}, 10 * MINUTE],
    ['the backoff and its quiet spell', { resetMs: 20 * MINUTE }, 22 * MINUTE],
  ])('are those that are too old for %s too', (_what, part, horizonMs) => {
    const attempts = [agoMs(horizonMs), agoMs(horizonMs - 1)];
    const after = forgetOldAttempts(chart({ attempts }), T0, { ...heal, ...part });
    expect(after.attempts.map(({ id }) => id)).toEqual([`${horizonMs - 1}`]);
  });

  it('are none of an open incident, for they count until it is over', () => {
    const life = new Life();
    life.look({ health: 'unhealthy' }, T0 - 60 * MINUTE);
    const { incidents } = life.chart;
    const [own, other] = [agoMs(40 * MINUTE, { incidentId: incidents[0]?.id ?? '' }), agoMs(41 * MINUTE)];
    expect(kept([other, own], { incidents })).toEqual([own.id]);
  });

  it('are none that is still under way', () => {
    expect(kept([agoMs(40 * MINUTE, { finishedAt: undefined }), agoMs(41 * MINUTE)])).toEqual([`${40 * MINUTE}`]);
  });

  it('leave the chart as it is while there are none', () => {
    const fresh = chart({ attempts: [agoMs(MINUTE)] });
    expect(forgetOldAttempts(fresh, T0, heal)).toBe(fresh);
  });
});
