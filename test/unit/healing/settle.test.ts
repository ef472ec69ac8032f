import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { Draft } from '../../../src/healing/draft.ts';
import { finishAttempt, settleLostAttempt } from '../../../src/healing/settle.ts';
import type { Remediation, RemediationAction } from '../../../src/incidents/incident.ts';
import { attempt, chart, container, T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const lost = (part: Partial<Remediation> = {}) => attempt({ finishedAt: undefined, outcome: undefined, ...part });
const settle = (one: Remediation, seen: Partial<Container>, now = T0 + 1_000, around = world()) => {
  const draft = new Draft(chart({ attempts: [one] }), around, now);
  settleLostAttempt(draft, container(seen));
  return draft;
};
const outcome = (action: RemediationAction, seen: Partial<Container>, now?: number) =>
  settle(lost({ action }), seen, now).chart.attempts[0]?.outcome;
const REPLACED = { id: 'c2'.padEnd(64, '0') };

describe('an attempt that nobody is carrying out any more', () => {
  it.each<[string, RemediationAction, Partial<Container>, string | undefined]>([
    ['a restart since it was intended', 'restart', { startedAt: T0 }, 'done'],
    ['a start before it was intended', 'restart', { startedAt: T0 - 1 }, undefined],
    ['no start at all', 'restart', { startedAt: undefined }, undefined],
    ['a restart, of one with dependents', 'restart-dependents', { startedAt: T0 }, 'done'],
    ['a container in the place of the one to be restarted', 'restart', REPLACED, 'gone'],
    ['a container in the place of the one to be recreated', 'recreate', REPLACED, 'done'],
    ['a start, of one that was to be recreated', 'recreate', { startedAt: T0 }, undefined],
    ['a stop', 'stop', { state: 'exited' }, 'done'],
    ['no stop yet', 'stop', { startedAt: T0 }, undefined],
    ['a container in the place of the one to be stopped', 'stop', REPLACED, 'gone'],
    ['a start, of one in which a command was to run', 'exec', { startedAt: T0 }, undefined],
    ['an end, of one that was to be restarted', 'restart', { state: 'exited' }, undefined],
  ])('is what the engine shows: %s', (_what, action, seen, expected) => {
    expect(outcome(action, seen)).toBe(expected);
  });

  it('is waited for until its deadline, and interrupted from then on', () => {
    const { deadlineAt } = lost();
    const waiting = settle(lost(), {}, deadlineAt - 1);
    expect(waiting.chart).toMatchObject({ dueAt: deadlineAt, attempts: [{ finishedAt: undefined }] });
    const over = settle(lost(), {}, deadlineAt);
    expect(over.chart).toMatchObject({
      dueAt: undefined,
      attempts: [{ outcome: 'interrupted', finishedAt: deadlineAt }],
    });
    expect(over.chart.attempts[0]?.error).toContain('Paramedic ended');
  });

  it('is none that this process is at', () => {
    const around = world({ executing: new Set([lost().id]) });
    expect(settle(lost(), { startedAt: T0 }, T0 + 1, around).changes).toEqual([]);
  });
});

describe('the end of an attempt', () => {
  it('goes on record and into the story of its incident, with what the act had to tell', () => {
    const life = new Life();
    life.look({ health: 'unhealthy' }, T0);
    const [open] = life.chart.attempts;
    const draft = new Draft(life.chart, world(), T0 + 1_500);
    finishAttempt(draft, open?.id ?? '', 'failed', 'no space', { exitCode: 3 });
    const result = { outcome: 'failed', error: 'no space', detail: { exitCode: 3 }, finishedAt: T0 + 1_500 };
    expect(draft.changes).toMatchObject([
      { kind: 'remediation_finished', id: open?.id, ...result },
      {
        kind: 'timeline',
        entry: {
          ...{ kind: 'finished', reason: 'restart' },
          detail: { attempt: 1, outcome: 'failed', seconds: 1.5, exitCode: 3, error: 'no space' },
        },
      },
    ]);
    expect(draft.happenings).toMatchObject([
      { kind: 'remediation_finished', remediation: result, incident: { type: 'container_unhealthy' } },
    ]);
  });

  it('stands in the story of its own incident, whatever else is open', () => {
    const life = new Life();
    life.look({ health: 'unhealthy' }, T0);
    const [own] = life.chart.incidents;
    const other = { ...life.chart.incidents[0], id: 'other', type: 'high_cpu' };
    const incidents = [other, own] as typeof life.chart.incidents;
    const draft = new Draft({ ...life.chart, incidents }, world(), T0 + 1_500);
    finishAttempt(draft, life.chart.attempts[0]?.id ?? '', 'done', undefined);
    expect(draft.changes).toMatchObject([{ kind: 'remediation_finished' }, { entry: { incidentId: own?.id } }]);
  });

  it('names no error where there was none', () => {
    const life = new Life();
    life.look({ health: 'unhealthy' }, T0);
    const draft = new Draft(life.chart, world(), T0 + 1_500);
    finishAttempt(draft, life.chart.attempts[0]?.id ?? '', 'done', undefined);
    const [, line] = draft.changes;
    expect(line?.kind === 'timeline' && Object.keys(line.entry.detail)).toEqual(['attempt', 'outcome', 'seconds']);
  });

  it('comes once, and only of an attempt that is known', () => {
    const draft = new Draft(chart({ attempts: [attempt()] }), world(), T0 + 9_000);
    finishAttempt(draft, attempt().id, 'failed', undefined);
    finishAttempt(draft, 'unknown', 'failed', undefined);
    expect(draft.changes).toEqual([]);
    expect(draft.chart.attempts).toEqual([attempt()]);
  });

  it('whose incident is over is told all the same', () => {
    const other = attempt({ id: 'another' });
    const draft = new Draft(chart({ attempts: [lost(), other] }), world(), T0 + 10);
    finishAttempt(draft, lost().id, 'done', undefined);
    expect(draft.changes.map(({ kind }) => kind)).toEqual(['remediation_finished']);
    expect(draft.chart.attempts).toMatchObject([{ outcome: 'done', finishedAt: T0 + 10 }, other]);
    expect(draft.happenings).toMatchObject([{ incident: undefined }]);
  });
});

describe('an attempt that was called off', () => {
  it('is taken off the count of its incident again; one that took place stays', () => {
    for (const [outcome, expected] of [
      ['withdrawn', 0],
      ['failed', 1],
    ] as const) {
      const life = new Life();
      const { act } = life.look({ health: 'unhealthy' }, T0);
      expect(life.chart.incidents[0]?.healAttempts).toBe(1);
      const draft = new Draft(life.chart, world(), T0 + 5);
      finishAttempt(draft, act?.id ?? '', outcome, undefined);
      expect(draft.chart.incidents[0]?.healAttempts).toBe(expected);
      const changes = draft.changes.flatMap((change) => (change.kind === 'incident_changed' ? [change.set] : []));
      expect(changes).toEqual(expected === 0 ? [{ healAttempts: 0 }] : []);
    }
  });
});
