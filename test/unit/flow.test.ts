import { describe, expect, it } from '@jest/globals';
import { NO_INTENT } from '../../src/containers/intent.ts';
import { advance, advanceAfterAct } from '../../src/flow.ts';
import type { Chart } from '../../src/healing/chart.ts';
import type { Step } from '../../src/healing/draft.ts';
import { attempt, chart, container, SETTINGS, T0, world } from '../support/charts.ts';

const unhealthy = container({ health: 'unhealthy' });
const crashed = container({ state: 'exited', exitCode: 1, finishedAt: T0 });
const look = (before: Chart, seen = unhealthy, now = T0, around = world(), intent = NO_INTENT) =>
  advance(before, { container: seen, intent, at: now }, around, now);
const kinds = (step: Step) => step.changes.map((change) => change.kind);
const notes = (step: Step) =>
  step.changes.flatMap((change) => (change.kind === 'timeline' ? [`${change.entry.kind} ${change.entry.reason}`] : []));

describe('a container goes sick', () => {
  it('flip, memory, incident, timeline and intent are one record, and then the act', () => {
    const step = look(chart());
    expect(kinds(step)).toEqual([
      'flip',
      'target_remembered',
      'incident_opened',
      'timeline',
      'remediation_intended',
      'timeline',
    ]);
    expect(step.changes).toContainEqual({ kind: 'incident_opened', incident: step.chart.incidents[0] });
    expect(step.act).toMatchObject({ action: 'restart', attempt: 1, intendedAt: T0, deadlineAt: T0 + 25_000 });
    expect(step.chart.incidents).toMatchObject([{ type: 'container_unhealthy', status: 'healing', healAttempts: 1 }]);
  });

  it('seeing it again changes nothing while the attempt is under way', () => {
    const first = look(chart());
    const again = look(first.chart, unhealthy, T0 + 50, world({ executing: new Set([first.act?.id ?? '']) }));
    expect(again.changes).toEqual([]);
    expect(again.act).toBeUndefined();
  });

  it('on the first look already: no flip, but an incident', () => {
    const step = look(chart({ verdict: { kind: 'unknown', reason: 'not_observed' }, since: 0 }));
    expect(kinds(step)).not.toContain('flip');
    expect(step.act?.action).toBe('restart');
  });
});

/** Sick, restarted, and the restart is over. */
function restarted(): { chart: Chart; id: string } {
  const first = look(chart());
  const id = first.act?.id ?? '';
  const starting = container({ health: 'starting', startedAt: T0 + 150 });
  const seen = { container: starting, intent: NO_INTENT, at: T0 + 200 };
  const step = advanceAfterAct(
    first.chart,
    { attemptId: id, outcome: 'done', error: undefined },
    seen,
    world(),
    T0 + 200,
  );
  expect(step.act).toBeUndefined();
  return { chart: step.chart, id };
}

describe('after the restart', () => {
  const well = container({ health: 'healthy', startedAt: T0 + 150 });

  it('healthy is not healed before the verification time has passed without a gap', () => {
    const step = look(restarted().chart, well, T0 + 2_000);
    expect(step.chart.incidents).toHaveLength(1);
    expect(step.chart.dueAt).toBe(T0 + 32_000);
    expect(look(step.chart, well, T0 + 31_999).chart.incidents).toHaveLength(1);
    const healed = look(step.chart, well, T0 + 32_000);
    expect(healed.chart.incidents).toEqual([]);
    expect(healed.happenings).toMatchObject([
      { kind: 'incident_resolved', recoverySeconds: 32, incident: { resolution: 'auto_healed', autoHealed: true } },
      { kind: 'people_told', event: 'incident_resolved' },
    ]);
  });

  it('a gap in our watch starts the verification anew', () => {
    const step = look(restarted().chart, well, T0 + 2_000);
    const gap = world({ watchedSince: T0 + 20_000 });
    expect(look(step.chart, well, T0 + 32_000, gap).chart.incidents).toHaveLength(1);
    expect(look(step.chart, well, T0 + 50_000, gap).chart.incidents).toEqual([]);
  });

  it('a restart of the container by anybody starts the verification anew', () => {
    const step = look(restarted().chart, well, T0 + 2_000);
    const younger = { ...well, startedAt: T0 + 25_000 };
    expect(look(step.chart, younger, T0 + 32_000).chart.incidents).toHaveLength(1);
  });

  it('sick again is an attempt that did not help, then a second one after the backoff', () => {
    const step = look(restarted().chart, unhealthy, T0 + 3_000);
    expect(notes(step)).toContain('ineffective restart_ineffective');
    expect(notes(step)).toContain('refused backoff');
    expect(step.act).toBeUndefined();
    const second = look(step.chart, unhealthy, step.chart.dueAt);
    expect(second.act?.attempt).toBe(2);
  });

  it('after the second failure it gives up: heal_failed, escalated, never again', () => {
    let now = T0 + 3_000;
    let state = look(restarted().chart, unhealthy, now).chart;
    now = state.dueAt ?? 0;
    const second = look(state, unhealthy, now);
    const seen = {
      container: container({ health: 'starting', startedAt: now + 100 }),
      intent: NO_INTENT,
      at: now + 200,
    };
    const result = { attemptId: second.act?.id ?? '', outcome: 'done' as const, error: undefined };
    state = advanceAfterAct(second.chart, result, seen, world(), now + 200).chart;
    const end = look(state, unhealthy, now + 4_000);
    expect(notes(end)).toEqual(
      expect.arrayContaining([
        'ineffective restart_ineffective',
        'heal_failed attempts_exhausted',
        'escalated attempts_exhausted',
      ]),
    );
    expect(end.chart.incidents).toMatchObject([
      { type: 'container_unhealthy', status: 'escalated', autoHealed: false, healAttempts: 2 },
      { type: 'heal_failed', status: 'escalated', autoHealed: false },
    ]);
    expect(end.chart.incidents[1]?.parentId).toBe(end.chart.incidents[0]?.id);
    const later = look(end.chart, unhealthy, now + 10_000_000);
    expect(later.act).toBeUndefined();
    expect(later.changes).toEqual([]);
    const recovered = look(end.chart, well, now + 20_000_000);
    const closed = look(recovered.chart, well, now + 20_030_000);
    expect(closed.happenings).toMatchObject([
      { incident: { type: 'container_unhealthy', resolution: 'self_recovered', autoHealed: false } },
      { incident: { type: 'heal_failed', resolution: 'self_recovered' } },
      { kind: 'people_told', event: 'incident_resolved', incident: { type: 'container_unhealthy' } },
    ]);
  });

  it('a hand-over that the label forbids leaves the incident open, and still stops', () => {
    const settings = { ...SETTINGS, maxAttempts: 1, escalate: false };
    const step = look({ ...restarted().chart, settings }, unhealthy, T0 + 3_000);
    expect(step.chart.incidents).toMatchObject([{ status: 'open' }, { type: 'heal_failed', status: 'open' }]);
    expect(look(step.chart, unhealthy, T0 + 9_000_000).act).toBeUndefined();
  });

  it('when a person restarts it, the recovery is the person’s', () => {
    const state = restarted().chart;
    const intent = { ...NO_INTENT, touchedAt: T0 + 5_000 };
    const step = look(state, { ...well, startedAt: T0 + 5_000 }, T0 + 6_000, world(), intent);
    const closed = look(step.chart, { ...well, startedAt: T0 + 5_000 }, T0 + 40_000, world(), intent);
    expect(closed.happenings).toMatchObject([
      { incident: { resolution: 'human', autoHealed: false } },
      { kind: 'people_told', event: 'incident_resolved' },
    ]);
  });
});

describe('an attempt is over and nobody could look', () => {
  it('goes on record, and nothing is concluded from the look before it', () => {
    const first = look(chart());
    const result = { attemptId: first.act?.id ?? '', outcome: 'timeout' as const, error: 'no answer' };
    const step = advanceAfterAct(first.chart, result, undefined, world(), T0 + 25_000);
    expect(step.chart.attempts[0]).toMatchObject({ outcome: 'timeout', finishedAt: T0 + 25_000 });
    expect(notes(step)).toEqual(['finished restart']);
    expect(step.decision).toBeUndefined();
  });
});

describe('a person steps in', () => {
  it('docker stop of a sick container resolves its incident as the person’s', () => {
    const first = look(chart());
    const stopped = container({ state: 'exited', exitCode: 137 });
    const intent = { ...NO_INTENT, stoppedOnPurpose: true, end: { at: T0 + 900, ours: false } };
    const step = look(first.chart, stopped, T0 + 1_000, world(), intent);
    expect(step.chart.incidents).toEqual([]);
    expect(step.happenings).toContainEqual(expect.objectContaining({ kind: 'incident_resolved' }));
  });

  it('pause holds an open incident without resolving it', () => {
    const first = look(chart());
    const step = look(first.chart, container({ state: 'paused', health: 'unhealthy' }), T0 + 1_000);
    expect(step.chart.incidents).toHaveLength(1);
    expect(step.act).toBeUndefined();
  });

  it('removal resolves and forgets', () => {
    const first = look(chart());
    const gone = { container: unhealthy, intent: NO_INTENT, at: T0 + 900, gone: true };
    const step = advance(first.chart, gone, world(), T0 + 900);
    expect(kinds(step)).toContain('target_forgotten');
    expect(step.chart.incidents).toEqual([]);
  });
});

describe('an attempt whose process died', () => {
  const lost = attempt({ finishedAt: undefined, outcome: undefined });
  const open = look(chart()).chart.incidents.map((incident) => ({ ...incident, id: lost.incidentId }));
  const begin = chart({ incidents: open, attempts: [lost], verdict: { kind: 'unknown', reason: 'not_observed' } });

  it('was carried out when the container has started since', () => {
    const step = look(begin, container({ startedAt: T0 + 5_000, health: 'healthy' }), T0 + 6_000);
    expect(step.chart.attempts[0]).toMatchObject({ outcome: 'done' });
    expect(step.act).toBeUndefined();
  });

  it('is waited for until its deadline, then counts as interrupted; nothing is repeated before', () => {
    const step = look(begin, unhealthy, T0 + 6_000);
    expect(step.chart.attempts[0]?.finishedAt).toBeUndefined();
    expect(step.chart.dueAt).toBe(lost.deadlineAt);
    const over = look(step.chart, unhealthy, lost.deadlineAt);
    expect(over.chart.attempts[0]).toMatchObject({ outcome: 'interrupted' });
    expect(over.act).toBeUndefined();
    expect(over.decision).toMatchObject({ kind: 'wait', reason: 'backoff' });
  });
});

describe('an attempt whose process died, of a container that stays down', () => {
  it('is settled at its deadline and the container is sick again, with a time for the next attempt', () => {
    const lost = attempt({ finishedAt: undefined, outcome: undefined });
    const open = look(chart()).chart.incidents.map((incident) => ({ ...incident, id: lost.incidentId }));
    const begin = chart({ incidents: open, attempts: [lost], verdict: { kind: 'unknown', reason: 'not_observed' } });
    const ours = { ...NO_INTENT, end: { at: lost.intendedAt, ours: true } };
    const waiting = look(begin, crashed, T0 + 6_000, world(), ours);
    expect(waiting.chart.verdict).toMatchObject({ kind: 'unknown', reason: 'being_restarted' });
    expect(waiting.chart.dueAt).toBe(lost.deadlineAt);
    const over = look(waiting.chart, crashed, lost.deadlineAt, world(), ours);
    expect(over.chart.attempts[0]).toMatchObject({ outcome: 'interrupted' });
    expect(over.chart.verdict).toMatchObject({ kind: 'sick', reason: 'not_up_after_restart' });
    expect(over.decision).toMatchObject({ kind: 'wait', reason: 'backoff' });
    expect(over.chart.dueAt).toBeGreaterThan(lost.deadlineAt);
  });
});

describe('while we restart it ourselves', () => {
  it('being down is unknown, not one more incident', () => {
    const first = look(chart());
    const around = world({ executing: new Set([first.act?.id ?? '']) });
    const intent = { ...NO_INTENT, end: { at: T0 + 40, ours: true } };
    const step = look(first.chart, crashed, T0 + 50, around, intent);
    expect(step.chart.verdict).toEqual({ kind: 'unknown', reason: 'being_restarted' });
    expect(step.chart.incidents).toHaveLength(1);
  });

  it('a look that overtakes the event of its end takes it for no success of its own', () => {
    const first = look(chart());
    const around = world({ executing: new Set([first.act?.id ?? '']) });
    const stopped = container({ state: 'exited', exitCode: 0, finishedAt: T0 + 40 });
    const step = look(first.chart, stopped, T0 + 50, around);
    expect(step.chart.verdict).toEqual({ kind: 'unknown', reason: 'being_restarted' });
    expect(step.chart.incidents.map(({ status }) => status)).toEqual(['healing']);
  });

  it('a container that does not come up again is sick, and its attempts go on counting', () => {
    const first = look(chart());
    const seen = { container: crashed, intent: { ...NO_INTENT, end: { at: T0 + 40, ours: true } }, at: T0 + 90 };
    const result = { attemptId: first.act?.id ?? '', outcome: 'failed' as const, error: 'port is already allocated' };
    const step = advanceAfterAct(first.chart, result, seen, world(), T0 + 90);
    expect(step.chart.incidents.map((incident) => incident.type)).toEqual(['container_unhealthy', 'container_exited']);
    expect(step.decision).toMatchObject({ kind: 'wait', reason: 'backoff' });
  });
});
