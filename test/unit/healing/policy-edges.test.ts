import { describe, expect, it } from '@jest/globals';
import type { HealAction } from '../../../src/config/container-settings.ts';
import { budgetFreeAt } from '../../../src/healing/pacing.ts';
import { type Case, decideHealing } from '../../../src/healing/policy.ts';
import type { Relative } from '../../../src/healing/relatives.ts';
import type { Verdict } from '../../../src/probes/verdict.ts';
import { attempt, caseFor, container, HEAL, SETTINGS, SURROUNDINGS, T0 } from '../../support/charts.ts';

const sick = (type: 'container_unhealthy' | 'restart_loop'): Verdict => ({
  kind: 'sick',
  type,
  severity: 'critical',
  reason: 'health_check_fails',
  description: '',
});

const decide = (part: Partial<Case> = {}, now = T0) =>
  decideHealing(caseFor({ verdict: sick('container_unhealthy'), ...part }), now);

const asking = (...actions: HealAction[]) => ({ settings: { ...SETTINGS, actions, actionsByLabel: true } });
const parent = (since: number): Relative => ({ target: 'db', state: 'well', since, incidentId: undefined });

describe('the policy at its edges', () => {
  it('keeps to the budget of one container', () => {
    const times = [5, 40, 20, 10, 30].map((seconds) => T0 - 100_000 + seconds * 1_000);
    const attempts = times.map((at, n) => attempt({ id: `a${n}`, intendedAt: at, finishedAt: at + 200 }));
    const heal = { ...HEAL, backoffMinMs: 1, backoffMaxMs: 1 };
    const freeAt = T0 - 95_000 + 300_000;
    expect(decide({ attempts, heal })).toEqual({ kind: 'wait', until: freeAt, reason: 'container_budget' });
    expect(decide({ attempts, heal }, freeAt)).toMatchObject({ kind: 'act' });
    expect(decide({ attempts: attempts.slice(1), heal })).toMatchObject({ kind: 'act' });
  });

  it('frees a budget with the oldest attempt inside the window, in whatever order they come', () => {
    const [first, ...rest] = [3_000, 1_000, 2_000].map((ms) => T0 + ms);
    const budget = { count: 3, windowMs: 10_000 };
    expect(budgetFreeAt([first ?? 0, ...rest], budget, T0 + 3_000)).toBe(T0 + 11_000);
    expect(budgetFreeAt([first ?? 0, ...rest], budget, T0 + 11_000)).toBe(T0 + 11_000);
  });

  it('looks again after 10 s while the fleet is sick', () => {
    const surroundings = { ...SURROUNDINGS, sick: 13, watched: 20 };
    expect(decide({ surroundings })).toEqual({ kind: 'wait', until: T0 + 10_000, reason: 'max_unhealthy' });
  });

  it('tells people in spite of budget, brake and backoff', () => {
    const surroundings = { ...SURROUNDINGS, sick: 13, watched: 20 };
    const settings = asking('restart', 'notify').settings;
    const once = { settings: { ...settings, maxAttempts: 1, maxAttemptsByLabel: true } };
    expect(decide({ ...asking('notify', 'restart'), surroundings })).toMatchObject({ kind: 'act', action: 'notify' });
    const after = { ...once, attempts: [attempt()], climbed: [attempt()], surroundings };
    expect(decide(after, T0 + 300)).toMatchObject({ kind: 'act', action: 'notify', attempt: 2 });
  });

  it('counts what it did, not what it told', () => {
    const climbed = [attempt({ action: 'notify' })];
    expect(decide({ ...asking('notify', 'restart'), climbed })).toMatchObject({ action: 'restart', attempt: 1 });
  });

  it('helps what could not be started, and what runs where only running ones are healed', () => {
    const failed = container({ state: 'created', startError: 'no such file' });
    expect(decide({ container: failed }).kind).toBe('act');
    expect(decide({ heal: { ...HEAL, onlyRunning: true } }).kind).toBe('act');
  });

  it('lets a clean-up command show its effect, if it was carried out', () => {
    const heal = { ...HEAL, backoffMinMs: 1, backoffMaxMs: 1 };
    const exec = (outcome: 'done' | 'failed') => ({
      ...{ settings: { ...SETTINGS, actions: ['exec', 'restart'] as const, exec: 'sync' }, heal },
      ...{ attempts: [attempt({ action: 'exec', outcome })], climbed: [attempt({ action: 'exec', outcome })] },
    });
    expect(decide(exec('done'), T0 + 1_000)).toEqual({ kind: 'wait', until: T0 + 30_200, reason: 'settling' });
    expect(decide(exec('done'), T0 + 30_200)).toMatchObject({ kind: 'act', action: 'restart' });
    expect(decide(exec('failed'), T0 + 1_000)).toMatchObject({ kind: 'act', action: 'restart' });
  });

  it('waits for the last of the parents that came back, and for none that was well before', () => {
    const since = T0 - 5_000;
    const both = { since, relatives: [parent(T0 - 4_000), parent(T0 - 2_000)] };
    expect(decide(both)).toEqual({ kind: 'wait', until: T0 + 8_000, reason: 'parent_back' });
    expect(decide({ since, relatives: [parent(since)] }).kind).toBe('act');
    expect(decide({ since, relatives: [parent(since - 1)] }).kind).toBe('act');
  });

  it('gives the parents of who was sick before we began to watch the same time, counted from then', () => {
    const surroundings = { ...SURROUNDINGS, startedAt: T0 };
    const before = { since: T0 - 60_000, surroundings, relatives: [parent(T0 - 90_000)] };
    expect(decide(before, T0 + 999)).toEqual({ kind: 'wait', until: T0 + 1_000, reason: 'parents_first' });
    expect(decide(before, T0 + 1_000).kind).toBe('act');
    const suspect = { ...before, relatives: [{ ...parent(T0 - 90_000), state: 'suspect' as const }] };
    expect(decide(suspect, T0 + 59_999)).toMatchObject({ kind: 'wait', reason: 'parent_suspect' });
    expect(decide(suspect, T0 + 60_000).kind).toBe('act');
  });

  it('has no cure for a restart loop but those that are no restart', () => {
    const loop = { verdict: sick('restart_loop') };
    expect(decide({ ...loop, ...asking('notify', 'restart') })).toEqual({ kind: 'give_up', reason: 'restart_loop' });
    expect(decide({ ...loop, ...asking('restart', 'recreate') })).toMatchObject({ kind: 'act', action: 'recreate' });
  });

  it('goes on with the rung after the one that was climbed when the trouble turns into a restart loop', () => {
    const restarted = [attempt({ action: 'restart' }), attempt({ action: 'restart-dependents' })];
    const three = asking('restart', 'restart-dependents', 'recreate');
    const turned = { verdict: sick('restart_loop'), ...three };
    expect(decide({ ...turned, climbed: restarted })).toMatchObject({ kind: 'act', action: 'recreate', attempt: 3 });
    const all = [...restarted, attempt({ action: 'recreate' })];
    expect(decide({ ...turned, climbed: all })).toEqual({ kind: 'give_up', reason: 'attempts_exhausted' });
  });

  it('begins when the start period is over', () => {
    const surroundings = { ...SURROUNDINGS, startedAt: T0 };
    const heal = { ...HEAL, startPeriodMs: 60_000 };
    expect(decide({ heal, surroundings }, T0 + 59_999).kind).toBe('wait');
    expect(decide({ heal, surroundings }, T0 + 60_000).kind).toBe('act');
  });
});
