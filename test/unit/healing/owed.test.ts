import { describe, expect, it } from '@jest/globals';
import type { HealAction } from '../../../src/config/container-settings.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { advance } from '../../../src/flow.ts';
import { debtsOf, isAnswered, leftAlone } from '../../../src/healing/owed.ts';
import type { Remediation } from '../../../src/incidents/incident.ts';
import { attempt, chart, HEAL, SETTINGS, T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const HORIZON_MS = HEAL.resetMs + HEAL.backoffMaxMs;
const cause = (part: Partial<Remediation> = {}): Remediation =>
  attempt({ id: 'cause', target: 'db', action: 'restart-dependents', detail: { dependents: ['web', 'api'] }, ...part });
const owedBy = (part: Partial<Remediation>, now = T0) =>
  debtsOf(chart({ target: 'db', attempts: [cause(part)] }), HEAL, now).flatMap((debt) => [...debt.dependents]);

describe('what a target owes to those who need it', () => {
  it('is what the attempt on record says, once it is done', () => {
    expect(owedBy({})).toEqual(['web', 'api']);
    expect(debtsOf(chart({ target: 'db', attempts: [cause()] }), HEAL, T0)).toEqual([
      { cause: cause(), dependents: ['web', 'api'] },
    ]);
    for (const outcome of ['failed', 'timeout', 'gone', 'withdrawn', 'interrupted', undefined] as const) {
      expect(owedBy({ outcome })).toEqual([]);
    }
  });

  it('is nothing after any other act, of somebody else, or where the record says nothing sound', () => {
    expect(owedBy({ action: 'restart' })).toEqual([]);
    expect(owedBy({ target: 'cache' })).toEqual([]);
    expect(owedBy({ detail: {} })).toEqual([]);
    expect(owedBy({ detail: { dependents: 'web' } })).toEqual([]);
    expect(owedBy({ detail: { dependents: [7, 'web', null] } })).toEqual(['web']);
  });

  it('lasts as long as the attempts that would answer it are remembered', () => {
    expect(owedBy({}, T0 + HORIZON_MS - 1)).toEqual(['web', 'api']);
    expect(owedBy({}, T0 + HORIZON_MS)).toEqual([]);
  });
});

describe('what is owed is answered', () => {
  const answer = (part: Partial<Remediation>) =>
    isAnswered(chart({ attempts: [attempt({ incidentId: cause().incidentId, attempt: 1, ...part })] }), cause());

  it('by an attempt in the same story, also while that is under way', () => {
    expect(isAnswered(chart(), cause())).toBe(false);
    expect(answer({ outcome: 'done' })).toBe(true);
    expect(answer({ outcome: undefined, finishedAt: undefined })).toBe(true);
    expect(answer({ outcome: 'failed' })).toBe(true);
    expect(answer({ incidentId: 'another' })).toBe(false);
    expect(answer({ attempt: 2 })).toBe(false);
  });

  it('not by one that was interrupted: it did not take place', () => {
    expect(answer({ outcome: 'interrupted' })).toBe(false);
  });

  it('by leaving it alone for a reason; the last twenty are kept', () => {
    const once = chart(leftAlone(chart(), cause()));
    expect(isAnswered(once, cause())).toBe(true);
    expect(isAnswered(once, cause({ id: 'another' }))).toBe(false);
    const many = Array.from({ length: 25 }, (_, n) => `c${n}`).reduce(
      (before, id) => chart(leftAlone(before, cause({ id }))),
      chart(),
    );
    expect(many.leftAloneFor).toEqual(Array.from({ length: 20 }, (_, n) => `c${n + 5}`));
  });
});

describe('the rung restart-dependents', () => {
  const actions: readonly HealAction[] = ['restart-dependents'];
  const owing = () => {
    const settings = { ...SETTINGS, actions };
    const life = new Life({ target: 'db', settings }, { dependents: () => ['web'] });
    life.look({ health: 'unhealthy' }, T0);
    return life;
  };

  it('has on record before the act whom it will owe a restart, and still with the outcome', () => {
    const life = owing();
    expect(life.last?.changes).toContainEqual(
      expect.objectContaining({
        kind: 'remediation_intended',
        remediation: expect.objectContaining({ detail: { dependents: ['web'] } }),
      }),
    );
    const step = life.outcome('done', { startedAt: T0 + 90 }, T0 + 100, { exitCode: 0 });
    const detail = { dependents: ['web'], exitCode: 0 };
    expect(step.changes).toContainEqual(expect.objectContaining({ kind: 'remediation_finished', detail }));
    expect(life.chart.attempts).toMatchObject([{ detail }]);
    expect(debtsOf(life.chart, HEAL, T0 + 100)).toMatchObject([{ dependents: ['web'] }]);
  });

  it('owes it also when Paramedic died before the outcome, and the engine went on without it', () => {
    const { chart: before } = owing();
    const container = { ...before.container, startedAt: T0 + 90 };
    const step = advance(before, { container, intent: NO_INTENT, at: T0 + 5_000 }, world(), T0 + 5_000);
    expect(step.changes).toContainEqual(
      expect.objectContaining({ kind: 'remediation_finished', outcome: 'done', detail: { dependents: ['web'] } }),
    );
    expect(debtsOf(step.chart, HEAL, T0 + 5_000)).toMatchObject([{ dependents: ['web'] }]);
  });

  it('is the only one that promises anything', () => {
    const life = new Life({}, { dependents: () => ['web'] });
    expect(life.look({ health: 'unhealthy' }, T0).act?.detail).toEqual({});
  });
});
