import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs } from '../../../src/base/backoff.ts';
import { budgetFreeAt, isBrakeOn, nextAttemptAt } from '../../../src/healing/pacing.ts';
import { type Case, decideHealing } from '../../../src/healing/policy.ts';
import type { Relative } from '../../../src/healing/relatives.ts';
import type { Remediation } from '../../../src/incidents/incident.ts';
import type { Verdict } from '../../../src/probes/verdict.ts';
import { attempt, caseFor, container, HEAL, SETTINGS, SURROUNDINGS, T0 } from '../../support/charts.ts';

const SICK: Verdict = {
  kind: 'sick',
  type: 'container_unhealthy',
  severity: 'critical',
  reason: 'health_check_fails',
  description: 'The health check of web fails',
};

const input = (part: Partial<Case> = {}): Case => caseFor({ verdict: SICK, ...part });

const rungs = (times: number): Remediation[] => Array.from({ length: times }, () => attempt());

const relative = (state: Relative['state'], since = T0 - 3_600_000): Relative => ({
  ...{ target: 'db', state, since, incidentId: undefined },
});

const around = (part: Partial<Case['surroundings']>): Pick<Case, 'surroundings'> => ({
  surroundings: { ...SURROUNDINGS, ...part },
});

describe('decideHealing', () => {
  it('restarts what is sick, at once', () => {
    expect(decideHealing(input(), T0)).toEqual({
      kind: 'act',
      action: 'restart',
      attempt: 1,
      reason: 'health_check_fails',
    });
  });

  const holds: [string, Partial<Case>][] = [
    ['not_sick', { verdict: { kind: 'healthy', reason: 'running' } }],
    ['unknown_verdict', { verdict: { kind: 'unknown', reason: 'starting' } }],
    ['switched_off', { verdict: { kind: 'off', reason: 'paused' } }],
    ['engine_unreachable', around({ engineReachable: false })],
    ['resyncing', around({ engineReachable: false, resyncing: true })],
    ['own_container', { place: 'own_container' }],
    ['own_stack', { place: 'own_stack' }],
    ['swarm_managed', { place: 'swarm_managed' }],
    ['one_off', { place: 'one_off' }],
    ['one_shot_job', { place: 'one_shot_job' }],
    ['heal_none', { settings: { ...SETTINGS, actions: ['none'] } }],
    ['notify_only', { settings: { ...SETTINGS, actions: ['notify'] }, climbed: [attempt({ action: 'notify' })] }],
    ['handed_over', { escalated: true }],
    ['engine_restarts', { container: container({ state: 'restarting', restartPolicy: 'always' }) }],
    ['never_started', { container: container({ state: 'created' }) }],
    ['not_running', { container: container({ state: 'exited' }), heal: { ...HEAL, onlyRunning: true } }],
  ];
  it.each(holds)('holds: %s', (reason, part) => {
    expect(decideHealing(input(part), T0)).toEqual({ kind: 'hold', reason });
  });

  const waits: [string, Partial<Case>, number][] = [
    ['maintenance', { pause: { reason: 'maintenance', until: T0 + 7 } }, T0 + 7],
    ['guarded', { pause: { reason: 'guarded', until: T0 + 8 } }, T0 + 8],
    ['parent_sick', { relatives: [relative('well'), relative('sick')] }, T0 + 10_000],
    ['parent_off', { relatives: [relative('off')] }, T0 + 10_000],
    ['parents_first', { relatives: [relative('well')] }, T0 + 1_000],
    ['parent_suspect', { since: T0 - 1_000, relatives: [relative('suspect')] }, T0 + 2_000],
    ['parent_back', { since: T0 - 5_000, relatives: [relative('well', T0 - 4_000)] }, T0 + 6_000],
  ];
  it.each(waits)('waits: %s', (reason, part, until) => {
    expect(decideHealing(input(part), T0)).toEqual({ kind: 'wait', reason, until });
  });

  it('a parent that is suspect holds nobody for more than a minute, one that was well all along not at all', () => {
    const suspect = { since: T0 - 60_000, relatives: [relative('suspect', T0 - 90_000)] };
    expect(decideHealing(input(suspect), T0).kind).toBe('act');
    const well = { since: T0 - 1_000, relatives: [relative('well', T0 - 90_000)] };
    expect(decideHealing(input(well), T0).kind).toBe('act');
  });

  it('does not wait for a network to come back by itself', () => {
    const verdict: Verdict = { ...SICK, reason: 'network_lost' };
    expect(decideHealing(input({ verdict, relatives: [relative('well', T0 + 1)] }), T0).kind).toBe('act');
    expect(decideHealing(input({ verdict, relatives: [relative('sick')] }), T0)).toMatchObject({
      reason: 'parent_sick',
    });
  });

  it('recreates whom no restart can bring back into the network of a parent that was replaced', () => {
    expect(decideHealing(input({ stranded: true }), T0)).toMatchObject({ kind: 'act', action: 'recreate' });
    const settings = { ...SETTINGS, actions: ['notify'] as const };
    expect(decideHealing(input({ stranded: true, settings }), T0)).toMatchObject({ action: 'notify' });
  });

  it('says in shadow mode what it would do, and does none of it: no act, no message, no hand-over', () => {
    const shadow = around({ mode: 'shadow' });
    const would = (part: Partial<Case>) => decideHealing(input({ ...part, ...shadow }), T0);
    expect(would({})).toEqual({ kind: 'hold', reason: 'shadow_mode', would: 'restart' });
    expect(would({ badUpdate: true })).toEqual({ kind: 'hold', reason: 'shadow_mode', would: 'give up: bad_update' });
    const settings = { ...SETTINGS, actions: ['notify'] as const };
    expect(would({ settings })).toEqual({ kind: 'hold', reason: 'shadow_mode', would: 'notify' });
    expect(would({ pause: { reason: 'guarded', until: T0 + 1 } })).toMatchObject({ kind: 'wait', reason: 'guarded' });
  });

  it('hands a bad update and a restart loop over at once, and still climbs what else a loop’s ladder has', () => {
    expect(decideHealing(input({ badUpdate: true }), T0)).toEqual({ kind: 'give_up', reason: 'bad_update' });
    const verdict: Verdict = { ...SICK, type: 'restart_loop', reason: 'crashes_again_and_again' };
    const restarting = container({ state: 'restarting', restartPolicy: 'always' });
    const loop = { verdict, container: restarting };
    expect(decideHealing(input(loop), T0)).toEqual({ kind: 'give_up', reason: 'restart_loop' });
    const settings = { ...SETTINGS, actions: ['restart', 'stop'] as const };
    expect(decideHealing(input({ ...loop, settings }), T0)).toMatchObject({ kind: 'act', action: 'stop', attempt: 1 });
  });

  it('heals its own stack only when a label tells it to, and itself never', () => {
    const told = { ...SETTINGS, actionsByLabel: true };
    expect(decideHealing(input({ place: 'own_stack', settings: told }), T0).kind).toBe('act');
    expect(decideHealing(input({ place: 'own_container', settings: told }), T0).kind).toBe('hold');
  });

  it('tells people when that is all it may do', () => {
    const settings = { ...SETTINGS, actions: ['notify'] as const };
    expect(decideHealing(input({ settings }), T0)).toMatchObject({ kind: 'act', action: 'notify' });
  });

  it('waits for an attempt that is under way, and looks again at its deadline', () => {
    const underway = attempt({ finishedAt: undefined, outcome: undefined, deadlineAt: T0 + 25_000 });
    expect(decideHealing(input({ attempts: [underway], climbed: rungs(1) }), T0 + 3)).toEqual({
      kind: 'wait',
      until: T0 + 25_000,
      reason: 'in_progress',
    });
  });

  it('gives up after the last attempt failed', () => {
    expect(decideHealing(input({ climbed: rungs(2) }), T0)).toEqual({ kind: 'give_up', reason: 'attempts_exhausted' });
  });

  it('gives the engine’s own restart policy five seconds', () => {
    const crashed = container({ state: 'exited', restartPolicy: 'always', finishedAt: T0, exitCode: 1 });
    expect(decideHealing(input({ container: crashed }), T0 + 4_999)).toEqual({
      kind: 'wait',
      until: T0 + 5_000,
      reason: 'engine_restarts',
    });
    expect(decideHealing(input({ container: crashed }), T0 + 5_000).kind).toBe('act');
    const plain = container({ state: 'exited', restartPolicy: 'no', finishedAt: T0, exitCode: 1 });
    expect(decideHealing(input({ container: plain }), T0).kind).toBe('act');
  });

  it('lends a hand where the engine has been restarting for so long that it is stuck', () => {
    const stuck: Verdict = { ...SICK, type: 'stuck', reason: 'restarting_forever' };
    const restarting = container({ state: 'restarting', restartPolicy: 'always' });
    expect(decideHealing(input({ verdict: stuck, container: restarting }), T0)).toMatchObject({ action: 'restart' });
  });

  it('waits out the start period', () => {
    const heal = { ...HEAL, startPeriodMs: 60_000 };
    expect(decideHealing(input({ heal, ...around({ startedAt: T0 - 1_000 }) }), T0)).toEqual({
      kind: 'wait',
      until: T0 + 59_000,
      reason: 'start_period',
    });
  });

  it('waits between attempts', () => {
    const decision = decideHealing(input({ attempts: [attempt()], climbed: rungs(1) }), T0 + 300);
    expect(decision).toMatchObject({ kind: 'wait', reason: 'backoff' });
    if (decision.kind !== 'wait') throw new Error('unreachable');
    expect(decision.until - (T0 + 200)).toBeGreaterThanOrEqual(7_500);
    expect(decision.until - (T0 + 200)).toBeLessThanOrEqual(12_500);
    expect(decideHealing(input({ attempts: [attempt()], climbed: rungs(1) }), decision.until)).toMatchObject({
      kind: 'act',
      attempt: 2,
    });
  });

  it('keeps to the host’s budget', () => {
    const hostAttempts = Array.from({ length: 60 }, (_, i) => T0 - 60_000 + i);
    expect(decideHealing(input(around({ hostAttempts })), T0)).toEqual({
      kind: 'wait',
      until: T0 - 60_000 + 600_000,
      reason: 'host_budget',
    });
  });

  it('stops when more of the fleet is sick than a restart could be the cure for', () => {
    expect(decideHealing(input(around({ sick: 13, watched: 20 })), T0)).toMatchObject({ reason: 'max_unhealthy' });
    expect(decideHealing(input(around({ sick: 12, watched: 20 })), T0).kind).toBe('act');
    expect(isBrakeOn({ sick: 9, watched: 9 }, 0.6)).toBe(false);
  });
});

/** Sorted instants, as attempts that took a moment each. */
const attempts = fc
  .array(fc.integer({ min: 0, max: 1_800_000 }), { maxLength: 12 })
  .map((offsets) =>
    offsets
      .sort((a, b) => a - b)
      .map(
        (offset, i): Remediation =>
          attempt({ id: `attempt-${i}-${offset}`, intendedAt: T0 + offset, finishedAt: T0 + offset + 200 }),
      ),
  );

describe('properties of the policy', () => {
  it('never acts on anything but sick', () => {
    const verdicts = fc.constantFrom<Verdict>(
      { kind: 'healthy', reason: 'running' },
      { kind: 'unknown', reason: 'starting' },
      { kind: 'unknown', reason: 'ended_unseen' },
      { kind: 'off', reason: 'stopped_on_purpose' },
      { kind: 'off', reason: 'paused' },
    );
    fc.assert(
      fc.property(verdicts, attempts, fc.nat(5), fc.boolean(), (verdict, history, times, told) => {
        const settings = { ...SETTINGS, actionsByLabel: told };
        const decision = decideHealing(
          input({ verdict, attempts: history, climbed: rungs(times), settings }),
          T0 + 1_900_000,
        );
        expect(decision.kind).toBe('hold');
      }),
    );
  });

  it('a budget is never exceeded in any window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1_000, max: 400_000 }),
        (gaps, count, windowMs) => {
          const taken: number[] = [];
          let now = T0;
          for (const gap of gaps) {
            now += gap;
            if (budgetFreeAt(taken, { count, windowMs }, now) <= now) taken.push(now);
          }
          for (const start of taken) {
            const inWindow = taken.filter((at) => at >= start && at < start + windowMs);
            expect(inWindow.length).toBeLessThanOrEqual(count);
          }
        },
      ),
    );
  });

  it('a full budget is free again exactly when it says', () => {
    fc.assert(
      fc.property(attempts, (history) => {
        const intended = history.map((one) => one.intendedAt);
        const now = T0 + 1_800_000;
        const freeAt = budgetFreeAt(intended, HEAL.budget, now);
        expect(freeAt).toBeGreaterThanOrEqual(now);
        expect(budgetFreeAt(intended, HEAL.budget, freeAt)).toBe(freeAt);
        if (freeAt > now) expect(budgetFreeAt(intended, HEAL.budget, freeAt - 1)).toBe(freeAt);
      }),
    );
  });

  it('backoff grows with every try up to its cap, whatever the jitter', () => {
    const policy = { minMs: 10_000, maxMs: 300_000 };
    const jitter = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), jitter, jitter, (n, a, b) => {
        const one = backoffMs(n, policy, a);
        const next = backoffMs(n + 1, policy, b);
        expect(next).toBeGreaterThanOrEqual(Math.min(one, policy.maxMs * 0.75));
        if (one < policy.maxMs && next < policy.maxMs) expect(next).toBeGreaterThan(one);
        expect(one).toBeLessThanOrEqual(policy.maxMs);
        expect(one).toBeGreaterThanOrEqual(7_500);
      }),
    );
    expect(backoffMs(0, policy, 0.5)).toBe(0);
    expect(backoffMs(1, policy, 0.5)).toBe(10_000);
  });

  it('a quiet spell resets the backoff, a lively one does not', () => {
    const many = [0, 30_000, 90_000].map((offset, i) =>
      attempt({ id: `a${i}`, intendedAt: T0 + offset, finishedAt: T0 + offset + 200 }),
    );
    const end = T0 + 90_200;
    const after = (ms: number) => nextAttemptAt(many, HEAL, HEAL.resetMs, end + ms) - end;
    expect(after(1)).toBeGreaterThanOrEqual(30_000);
    expect(nextAttemptAt(many, HEAL, HEAL.resetMs, end + HEAL.resetMs)).toBe(end + HEAL.resetMs);
    const late = [...many, attempt({ id: 'late', intendedAt: end + HEAL.resetMs, finishedAt: end + HEAL.resetMs })];
    const wait = nextAttemptAt(late, HEAL, HEAL.resetMs, end + HEAL.resetMs + 1) - (end + HEAL.resetMs);
    expect(wait).toBeLessThanOrEqual(12_500);
  });

  it('is the same decision again for the same input: no clock, no dice', () => {
    fc.assert(
      fc.property(attempts, fc.nat(2_000_000), (history, offset) => {
        const one = input({ attempts: history, climbed: history.slice(0, 1) });
        expect(decideHealing(one, T0 + offset)).toEqual(decideHealing(one, T0 + offset));
      }),
    );
  });
});
