import { describe, expect, it } from '@jest/globals';
import type { HealAction } from '../../../src/config/container-settings.ts';
import { oblige } from '../../../src/flow.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import type { World } from '../../../src/healing/draft.ts';
import type { Surroundings } from '../../../src/healing/policy.ts';
import { attempt, chart, container, HEAL, SETTINGS, T0, world } from '../../support/charts.ts';

const cause = attempt({ id: 'cause', target: 'db', attempt: 2, action: 'restart-dependents', intendedAt: T0 - 500 });
const obliged = (part: Partial<Chart> = {}, around: Partial<World> = {}, surroundings: Partial<Surroundings> = {}) => {
  const step = oblige(chart(part), cause, world(around, surroundings), T0);
  if (step === undefined) throw new Error('it has had its turn');
  return step;
};
const story = (step: ReturnType<typeof obliged>) =>
  step.changes.flatMap((change) => (change.kind === 'timeline' ? [`${change.entry.kind} ${change.entry.reason}`] : []));
const times = (count: number, part = {}) =>
  Array.from({ length: count }, (_, n) => attempt({ id: `a${n}`, intendedAt: T0 - 1_000 - n, ...part }));
const asking = (...actions: HealAction[]) => ({ settings: { ...SETTINGS, actions } });

describe('a restart for the sake of whom a target needs', () => {
  it('is on record in the story of that one’s incident, before the act', () => {
    const step = obliged({ dueAt: T0 + 7 });
    expect(step.act).toEqual({
      ...attempt({ id: step.act?.id ?? '', attempt: 2, intendedAt: T0, deadlineAt: T0 + 25_000 }),
      ...{ incidentId: cause.incidentId, finishedAt: undefined, outcome: undefined },
    });
    expect(step.chart.attempts).toEqual([step.act]);
    expect(step.chart.dueAt).toBe(T0 + 7);
    expect(step.changes).toMatchObject([
      { kind: 'remediation_intended', remediation: step.act },
      {
        kind: 'timeline',
        entry: {
          ...{ incidentId: cause.incidentId, kind: 'dependent_restarted', reason: 'restart-dependents' },
          detail: { target: 'web', attempt: 2 },
        },
      },
    ]);
    expect(step.happenings).toMatchObject([{ kind: 'remediation_intended', detectionSeconds: 0.5 }]);
  });

  it.each<[string, Partial<Chart>, Partial<World>, Partial<Surroundings>]>([
    ['not_running', { container: container({ state: 'paused' }) }, {}, {}],
    ['not_running', { attempts: [attempt({ finishedAt: undefined })] }, {}, {}],
    ['own_stack', { place: 'own_stack' }, {}, {}],
    ['heal_none', asking('none'), {}, {}],
    ['resolved_by_hand', { dismissed: ['container_exited'] }, {}, {}],
    ['shadow_mode', {}, {}, { mode: 'shadow' }],
    ['engine_unreachable', {}, {}, { engineReachable: false }],
    ['container_budget', { attempts: times(HEAL.budget.count) }, {}, {}],
    ['host_budget', {}, {}, { hostAttempts: times(HEAL.hostBudget.count).map(({ intendedAt }) => intendedAt) }],
    ['max_unhealthy', {}, {}, { sick: 13, watched: 20 }],
    [
      'maintenance',
      {},
      { quiet: () => ({ muted: 'maintenance', until: T0, pause: { reason: 'maintenance', until: T0 + 1 } }) },
      {},
    ],
  ])('is left undone, and that is told: %s', (reason, part, around, surroundings) => {
    const step = obliged(part, around, surroundings);
    expect(step.act).toBeUndefined();
    expect(story(step)).toEqual([`dependent_left_alone ${reason}`]);
    expect(step.changes).toMatchObject([
      { entry: { incidentId: cause.incidentId, detail: { target: 'web' } } },
      { kind: 'target_remembered', memory: { memo: { leftAloneFor: ['cause'] } } },
    ]);
    expect(step.chart.attempts).toEqual(part.attempts ?? []);
    expect(step.chart.leftAloneFor).toEqual(['cause']);
    expect(step.happenings).toEqual([]);
  });

  it('is made once, whoever asks again', () => {
    const again = (part: Partial<Chart>) => oblige(chart(part), cause, world(), T0);
    expect(again({ attempts: obliged().chart.attempts })).toBeUndefined();
    const spared = obliged({ container: container({ state: 'exited' }) }).chart;
    expect(again({ leftAloneFor: spared.leftAloneFor })).toBeUndefined();
    expect(again({ verdict: { kind: 'unknown', reason: 'not_observed' } })).toBeUndefined();
    expect(again({ leftAloneFor: ['another'] })?.act).toBeDefined();
  });

  it('is done one short of every limit', () => {
    const surroundings = {
      hostAttempts: times(HEAL.hostBudget.count - 1).map(({ intendedAt }) => intendedAt),
      ...{ sick: 12, watched: 20 },
    };
    expect(obliged({ attempts: times(HEAL.budget.count - 1) }, {}, surroundings).act).toBeDefined();
    expect(obliged({ attempts: times(HEAL.budget.count, { action: 'notify' }) }).act).toBeDefined();
    expect(obliged({ attempts: times(HEAL.budget.count, { outcome: 'withdrawn' }) }).act).toBeDefined();
    expect(obliged(asking('none', 'restart')).act).toBeDefined();
  });
});
