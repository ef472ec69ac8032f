import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, advanceAfterAct, advanceAsAsked } from '../../../src/flow.ts';
import type { Ask } from '../../../src/healing/ask.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import type { World } from '../../../src/healing/draft.ts';
import { attempt, chart, container, SETTINGS, T0, world } from '../../support/charts.ts';
import { troubled } from '../../support/escalations.ts';

const ASK: Ask = { by: 'claude:e1', action: 'restart' };
const sick = container({ state: 'running', health: 'unhealthy' });
const given = (part: Partial<Chart> = {}): Chart =>
  chart({
    container: sick,
    verdict: { kind: 'sick', type: 'container_unhealthy', severity: 'warning', reason: 'unhealthy', description: 'd' },
    since: T0 - 60_000,
    incidents: [
      troubled({ target: 'web', status: 'escalated', healAttempts: 2, timestamp: T0 - 120_000, toldAt: T0 - 1 }),
      troubled({
        id: 'h',
        type: 'heal_failed',
        target: 'web',
        status: 'escalated',
        parentId: troubled().id,
        toldAt: T0 - 1,
      }),
    ],
    ...part,
  });
const asked = (part: Partial<Chart> = {}, around: World = world(), ask: Ask = ASK) =>
  advanceAsAsked(given(part), ask, around, T0);

describe('an act that Claude Code asks for', () => {
  it('is an attempt on record, with who asked, although healing has given up', () => {
    const { step, refusal } = asked();
    expect(refusal).toBeUndefined();
    expect(step.act).toMatchObject({ action: 'restart', attempt: 3, incidentId: troubled().id, askedBy: 'claude:e1' });
    expect(step.act?.deadlineAt).toBe(T0 + SETTINGS.stopTimeoutMs + 15_000);
    expect(step.changes.map(({ kind }) => kind)).toEqual(['remediation_intended', 'timeline', 'incident_changed']);
    expect(step.chart.incidents[0]?.healAttempts).toBe(3);
  });

  const quiet = (reason: 'maintenance' | 'guarded') =>
    world({ quiet: () => ({ muted: undefined, until: undefined, pause: { reason, until: T0 + 1 } }) });
  const recent = (count: number, action: 'restart' | 'notify' = 'restart') =>
    Array.from({ length: count }, (_, n) =>
      attempt({ id: `a${n}`, action, intendedAt: T0 - 1_000 * n, finishedAt: T0, outcome: 'done' }),
    );
  it.each<[string, Partial<Chart>, World, Ask]>([
    ['no_open_incident', { incidents: [] }, world(), ASK],
    ['in_progress', { attempts: [attempt({ finishedAt: undefined })] }, world(), ASK],
    ['not_ordinary', { place: 'own_stack' }, world(), ASK],
    ['not_ordinary', { place: 'swarm_managed' }, world(), ASK],
    ['heal_none', { settings: { ...SETTINGS, actions: ['none'] } }, world(), ASK],
    ['no_playbook', {}, world(), { ...ASK, action: 'exec' }],
    ['stopped_on_purpose', { intent: { ...chart().intent, stoppedOnPurpose: true } }, world(), ASK],
    [
      'not_running',
      { container: container({ state: 'exited' }), settings: { ...SETTINGS, exec: 'true' } },
      world(),
      { ...ASK, action: 'exec' },
    ],
    ['shadow_mode', {}, world({}, { mode: 'shadow' }), ASK],
    ['engine_unreachable', {}, world({}, { engineReachable: false }), ASK],
    ['maintenance', {}, quiet('maintenance'), ASK],
    ['guarded', {}, quiet('guarded'), ASK],
    ['container_budget', { attempts: recent(5) }, world(), ASK],
    ['host_budget', {}, world({}, { hostAttempts: Array.from({ length: 60 }, () => T0 - 1_000) }), ASK],
    ['max_unhealthy', {}, world({}, { sick: 90, watched: 100 }), ASK],
  ])('is refused: %s', (reason, part, around, ask) => {
    const { step, refusal } = asked(part, around, ask);
    expect(refusal).toBe(reason);
    expect(step.act).toBeUndefined();
    expect(step.changes.filter(({ kind }) => kind !== 'timeline')).toEqual([]);
  });

  it('counts only what touched the container against its budget', () => {
    expect(asked({ attempts: recent(9, 'notify') }).refusal).toBeUndefined();
    expect(asked({ attempts: recent(4) }).refusal).toBeUndefined();
    const calledOff = recent(9).map((one) => ({ ...one, outcome: 'withdrawn' as const }));
    expect(asked({ attempts: calledOff }).refusal).toBeUndefined();
    expect(asked({ attempts: [...calledOff, ...recent(5)] }).refusal).toBe('container_budget');
  });

  it('says in the story why it was refused, where there is one', () => {
    expect(asked({}, world({}, { mode: 'shadow' })).step.changes).toEqual([
      { kind: 'timeline', entry: expect.objectContaining({ kind: 'refused', reason: 'shadow_mode' }) },
    ]);
    expect(asked({ incidents: [] }).step.changes).toEqual([]);
  });

  it('runs the playbook of the label within a minute', () => {
    const { step } = asked({ settings: { ...SETTINGS, exec: 'rm /tmp/lock' } }, world(), { ...ASK, action: 'exec' });
    expect(step.act).toMatchObject({ action: 'exec', deadlineAt: T0 + 60_000 });
  });

  it('never escapes the budget, however often it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 }), (gaps) => {
        let now = T0;
        let current = given();
        const acted: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const { step } = advanceAsAsked(current, ASK, world(), now);
          current = step.chart;
          if (step.act === undefined) continue;
          acted.push(now);
          const result = { attemptId: step.act.id, outcome: 'done' as const, error: undefined };
          current = advanceAfterAct(current, result, undefined, world(), now).chart;
        }
        for (const at of acted) {
          expect(acted.filter((other) => other > at - 300_000 && other <= at).length).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});

describe('a recovery', () => {
  const well = container({ state: 'running', health: 'healthy', startedAt: T0 - 59_000 });
  const healthy: Partial<Chart> = {
    container: well,
    verdict: { kind: 'healthy', reason: 'health_check_passes' },
    since: T0 - 58_000,
  };
  const seen = (part: Partial<Chart>, around: World = world({ watchedSince: 0 })) => {
    const before = given({ ...healthy, ...part });
    const step = advance(before, { container: before.container, intent: before.intent, at: T0 }, around, T0);
    return step.happenings.flatMap((it) => (it.kind === 'incident_resolved' ? [it.incident.resolution] : []));
  };
  const done = attempt({
    intendedAt: T0 - 60_000,
    finishedAt: T0 - 59_000,
    outcome: 'done',
    incidentId: troubled().id,
  });

  it('is put down to Claude Code when its act was the last', () => {
    expect(seen({ attempts: [{ ...done, askedBy: 'claude:e1' }] })).toEqual(['claude', 'claude']);
    expect(seen({ attempts: [done] })).toEqual(['self_recovered', 'self_recovered']);
  });

  it('is not put down to Claude Code when what it asked for had no effect', () => {
    const failed = { ...done, intendedAt: T0 - 58_500, outcome: 'failed' as const, askedBy: 'claude:e1' };
    expect(seen({ attempts: [failed] })).toEqual(['self_recovered', 'self_recovered']);
    // The container was started by it, whatever the engine said.
    expect(seen({ attempts: [{ ...failed, intendedAt: T0 - 59_500 }] })).toEqual(['claude', 'claude']);
    const earlier = { ...done, id: 'earlier', askedBy: 'claude:e1' };
    expect(seen({ attempts: [earlier, { ...failed, id: 'later' }] })).toEqual(['claude', 'claude']);
  });

  it('is put down to Claude Code while its run is in force and has changed something', () => {
    const around = world({ watchedSince: 0, actedOn: (id) => id === troubled().id });
    expect(seen({}, around)).toEqual(['claude', 'claude']);
    expect(seen({}, world({ watchedSince: 0, actedOn: () => false }))).toEqual(['self_recovered', 'self_recovered']);
  });

  it('is put down to the person who touched it after that', () => {
    const intent = { ...chart().intent, touchedAt: T0 - 59_500 };
    expect(seen({ intent, attempts: [{ ...done, askedBy: 'claude:e1' }] })).toEqual(['human', 'human']);
  });

  it('takes its verification time as ever', () => {
    expect(seen({ since: T0 - 1_000, attempts: [{ ...done, askedBy: 'claude:e1' }] })).toEqual([]);
  });
});
