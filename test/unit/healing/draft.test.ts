import { describe, expect, it } from '@jest/globals';
import type { Chart } from '../../../src/healing/chart.ts';
import { Draft } from '../../../src/healing/draft.ts';
import { openAs } from '../../../src/healing/episode.ts';
import { chart, SURROUNDINGS, T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const draftOf = (part: Partial<Chart> = {}) => new Draft(chart(part), world(), T0);
const trouble = {
  type: 'container_exited',
  severity: 'critical',
  reason: 'r',
  description: 'd',
  evidence: {},
  at: T0,
} as const;

describe('a step under way', () => {
  it('looks again at the earliest of all instants that were asked for, whatever was due before', () => {
    const draft = draftOf({ dueAt: T0 + 1 });
    expect(draft.chart.dueAt).toBeUndefined();
    for (const at of [T0 + 5, T0 + 3, T0 + 9]) draft.due(at);
    expect(draft.chart.dueAt).toBe(T0 + 3);
  });

  it('opens an incident as it is in the end, and records a later change of one that was open', () => {
    const draft = draftOf();
    const [first, second] = [openAs(draft, trouble), openAs(draft, { ...trouble, type: 'stuck' })];
    draft.patch(first, { muted: true });
    draft.patch(second, { healAttempts: 2 });
    expect(draft.changes.flatMap((change) => (change.kind === 'incident_opened' ? [change.incident] : []))).toEqual([
      { ...first, muted: true },
      { ...second, healAttempts: 2 },
    ]);
    expect(draft.changes.some(({ kind }) => kind === 'incident_changed')).toBe(false);
    expect(draft.happenings).toEqual([
      { kind: 'incident_opened', at: T0, incident: { ...first, muted: true } },
      { kind: 'incident_opened', at: T0, incident: { ...second, healAttempts: 2 } },
    ]);
    expect(draft.chart.incidents).toMatchObject([{ muted: true }, { healAttempts: 2 }]);
    const later = new Draft(draft.chart, world(), T0 + 1);
    later.patch(second, { muted: true });
    expect(later.changes).toEqual([{ kind: 'incident_changed', id: second.id, set: { muted: true } }]);
    expect(later.happenings).toEqual([]);
    expect(later.chart.incidents).toMatchObject([
      { id: first.id, muted: true },
      { id: second.id, muted: true },
    ]);
  });

  it('leaves the chart that it began with as it was', () => {
    const before = chart({ dueAt: T0 + 1 });
    openAs(new Draft(before, world(), T0), trouble);
    expect(before).toEqual(chart({ dueAt: T0 + 1 }));
  });

  it('hands out its decision in words, as a change of its own', () => {
    const life = new Life({}, { surroundings: { ...SURROUNDINGS, mode: 'shadow' } });
    const { decided } = life.look({ health: 'unhealthy' }, T0);
    expect(decided?.record).toMatchObject({ decision: 'hold', reason: 'shadow_mode' });
    expect(decided?.change).toEqual({
      kind: 'decision',
      decision: {
        ...decided?.record,
        ...{ id: expect.stringMatching(/^0199/), target: 'web', host: 'host-1' },
        incidentId: life.chart.incidents[0]?.id,
      },
    });
    expect(life.look({ health: 'healthy' }, T0 + 1).decided).toBeUndefined();
  });
});
