import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { decideCondition, type Facts } from '../../../src/probes/condition.ts';
import type { ProbeReading } from '../../../src/probes/reading.ts';
import { NO_HISTORY } from '../../../src/probes/restart-loop.ts';
import { container, T0 } from '../../support/charts.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const MINUTE = 60_000;
const decide = (seen: Partial<Container>, part: Partial<Facts> = {}, now = T0) =>
  decideCondition(
    {
      ...{ container: container(seen), intent: NO_INTENT, probes: [], expectsProbes: false, history: NO_HISTORY },
      ...{ lostNetworkOf: undefined, stateSince: T0, thresholds: THRESHOLDS, ...part },
    },
    now,
  );
const reading = (state: ProbeReading['state'], name = 'http'): ProbeReading => ({
  ...{ name, kind: 'http', state, since: T0, lastAt: T0, latencyMs: 3, slow: false, detail: `${name} answered 500` },
});
const LOOP = { history: { ...NO_HISTORY, loop: 'fast' as const, crashes: [T0 - 2_000, T0 - 1_000] } };
const LOOP_ENDS_AT = T0 - 1_000 + 2 * THRESHOLDS.loop.windowMs;
const LOST = { lostNetworkOf: 'vpn' };
const FAILING = { probes: [reading('failing')], expectsProbes: true };
const WELL = { health: 'healthy' } as const;

describe('a container that the engine calls well', () => {
  it('is, and nothing changes that by itself', () => {
    expect(decide(WELL)).toEqual({ verdict: { kind: 'healthy', reason: 'health_check_passes' }, until: undefined });
  });

  it('is sick without its network, between two crashes, and when a probe fails: the cause comes first', () => {
    const lost = { type: 'container_unhealthy', reason: 'network_lost', severity: 'critical' };
    expect(decide(WELL, { ...LOST, ...LOOP, ...FAILING })).toMatchObject({ verdict: lost, until: undefined });
    const loop = { type: 'restart_loop', reason: 'crashes_again_and_again', severity: 'critical' };
    expect(decide(WELL, { ...LOOP, ...FAILING })).toMatchObject({ verdict: loop, until: LOOP_ENDS_AT });
    const failing = { type: 'probe_failed', reason: 'probe_fails', severity: 'critical' };
    expect(decide(WELL, FAILING)).toMatchObject({ verdict: failing, until: undefined });
  });

  it('says what is wrong in words', () => {
    const described = (part: Partial<Facts>) => (decide(WELL, part).verdict as { description?: string }).description;
    expect(described(LOST)).toBe('web lost its network: vpn, in whose network it lives, has started anew');
    expect(described(LOOP)).toBe('web crashes again and again: 2 times within 5 min');
    expect(described(FAILING)).toBe('The probe http of web fails: http answered 500');
    const probes = [reading('passing', 'a'), reading('failing', 'b'), reading('failing', 'c'), reading('failing', 'd')];
    expect(described({ probes, expectsProbes: true })).toBe('The probe b of web fails (and 2 more): b answered 500');
  });

  it.each<[string, readonly ProbeReading[], boolean, object]>([
    ['unknown before the first result', [], true, { kind: 'unknown', reason: 'probing' }],
    [
      'unknown while one probe is',
      [reading('passing'), reading('unknown')],
      true,
      { kind: 'unknown', reason: 'probing' },
    ],
    ['well when all pass', [reading('passing')], true, { kind: 'healthy', reason: 'probes_pass' }],
    ['well when nobody asked for probes', [], false, { kind: 'healthy', reason: 'running' }],
    [
      'well whatever old probes say that are not asked for',
      [reading('unknown')],
      false,
      { kind: 'healthy', reason: 'running' },
    ],
  ])('is %s', (_what, probes, expectsProbes, verdict) => {
    expect(decide({ health: 'none' }, { probes, expectsProbes })).toEqual({ verdict, until: undefined });
  });

  it('with a check of the engine and probes of our own is well by both', () => {
    const both = decide(WELL, { probes: [reading('passing')], expectsProbes: true });
    expect(both.verdict).toEqual({ kind: 'healthy', reason: 'health_check_passes' });
  });
});

describe('a container that the engine calls sick', () => {
  it('is sick for that reason, or in a loop', () => {
    const told = { type: 'container_unhealthy', reason: 'health_check_fails' };
    expect(decide({ health: 'unhealthy' })).toMatchObject({ verdict: told, until: undefined });
    expect(decide({ health: 'unhealthy' }, { ...LOST, ...FAILING })).toMatchObject({ verdict: told });
    expect(decide({ health: 'unhealthy' }, LOOP)).toMatchObject({
      verdict: { type: 'restart_loop' },
      until: LOOP_ENDS_AT,
    });
  });
});

describe('a container that is starting', () => {
  const starting = { health: 'starting', startedAt: T0 } as const;

  it('is unknown, but not where its network is lost or it loops', () => {
    expect(decide(starting)).toEqual({ verdict: { kind: 'unknown', reason: 'starting' }, until: undefined });
    expect(decide(starting, { ...LOST, ...LOOP }).verdict.reason).toBe('network_lost');
    expect(decide(starting, LOOP).verdict.reason).toBe('crashes_again_and_again');
  });

  it('is stuck when that takes too long', () => {
    const checked = { ...starting, lastCheck: { at: T0 + 1, durationMs: 1, exitCode: 1, output: '' } };
    const until = T0 + THRESHOLDS.stuckMs;
    expect(decide(checked)).toMatchObject({ verdict: { kind: 'unknown' }, until });
    expect(decide(checked, {}, until)).toMatchObject({
      verdict: { kind: 'sick', type: 'stuck', reason: 'starting_forever', severity: 'critical' },
      until: undefined,
    });
  });
});

describe('a container that is down', () => {
  it('is off or unknown as the engine tells, though it crashed often before', () => {
    const stopped = { intent: { ...NO_INTENT, stoppedOnPurpose: true }, ...LOOP, ...LOST };
    expect(decide({ state: 'exited' }, stopped)).toEqual({
      verdict: { kind: 'off', reason: 'stopped_on_purpose' },
      until: undefined,
    });
    expect(decide({ state: 'dead' }, { ...LOOP, ...LOST }).verdict).toEqual({ kind: 'unknown', reason: 'dead' });
  });

  it.each<[string, Partial<Container>, string, string]>([
    ['in removal', { state: 'removing' }, 'removing', 'removal_hangs'],
    ['removed in part', { state: 'dead' }, 'dead', 'dead'],
    [
      'made as a service and not started',
      { state: 'created', labels: { 'com.docker.compose.project': 'p', 'com.docker.compose.service': 's' } },
      'not_started',
      'never_started',
    ],
  ])('is stuck when it is %s for too long, with a warning', (_what, seen, before, after) => {
    const until = T0 + THRESHOLDS.stuckMs;
    expect(decide(seen)).toMatchObject({ verdict: { reason: before }, until });
    expect(decide(seen, {}, until)).toMatchObject({ verdict: { type: 'stuck', reason: after, severity: 'warning' } });
  });

  it('is looked at again when a stop may have followed, or when it would be stuck: at the earlier of the two', () => {
    const ended = { ...NO_INTENT, end: { at: T0, ours: false }, kill: { at: T0 - 5, signal: 10, ours: false } };
    const seen = { exitCode: 1, finishedAt: T0 };
    const undecided = (state: Container['state'], stuckMs: number) =>
      decide({ ...seen, state }, { intent: ended, thresholds: { ...THRESHOLDS, stuckMs } });
    expect(undecided('exited', MINUTE)).toMatchObject({ verdict: { reason: 'stop_may_follow' }, until: T0 + 2_000 });
    expect(undecided('restarting', MINUTE).until).toBe(T0 + 2_000);
    expect(undecided('restarting', 500).until).toBe(T0 + 500);
  });
});

describe('a container that somebody is stopping', () => {
  const UNWELL = { health: 'unhealthy' } as const;
  const told = (signal: number, ours = false) => ({ intent: { ...NO_INTENT, kill: { at: T0, signal, ours } } });
  const may = (until: number) => ({ verdict: { kind: 'unknown', reason: 'stop_may_follow', until }, until });

  it.each([2, 3, 9, 15])('is not found sick by what fails while it ends (signal %i)', (signal) => {
    expect(decide(UNWELL, told(signal), T0 + 29_999)).toEqual(may(T0 + 30_000));
    expect(decide(WELL, { ...told(signal), ...FAILING }, T0 + 29_999)).toEqual(may(T0 + 30_000));
  });

  it('is sick when it is still there after that, or after the time that it is granted itself', () => {
    expect(decide(UNWELL, told(15), T0 + 30_000)).toMatchObject({ verdict: { kind: 'sick' } });
    const patient = { ...UNWELL, stopGraceMs: 300_000 };
    expect(decide(patient, told(15), T0 + 299_999)).toEqual(may(T0 + 302_000));
    expect(decide(patient, told(15), T0 + 302_000)).toMatchObject({ verdict: { kind: 'sick' } });
    expect(decide({ ...UNWELL, stopGraceMs: 1_000 }, told(15), T0 + 29_999)).toEqual(may(T0 + 30_000));
  });

  it('is as well as it looks', () => {
    expect(decide(WELL, told(15), T0 + 1)).toMatchObject({ verdict: { kind: 'healthy' }, until: undefined });
  });

  it('is not one that was sent another signal, or a signal of ours', () => {
    expect(decide(UNWELL, told(1), T0 + 1)).toMatchObject({ verdict: { kind: 'sick' } });
    expect(decide(UNWELL, told(15, true), T0 + 1)).toMatchObject({ verdict: { kind: 'sick' } });
  });
});
