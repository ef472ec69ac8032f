import { describe, expect, it } from '@jest/globals';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { decideVerdict, sameVerdict, type Verdict } from '../../../src/probes/verdict.ts';
import { container, T0 } from '../../support/charts.ts';

const crash = { ...NO_INTENT, end: { at: T0, ours: false } };

describe('verdict', () => {
  it.each([
    ['none', 'healthy', 'running'],
    ['healthy', 'healthy', 'health_check_passes'],
    ['starting', 'unknown', 'starting'],
    ['unhealthy', 'sick', 'health_check_fails'],
  ] as const)('running with health %s is %s (%s)', (health, kind, reason) => {
    expect(decideVerdict(container({ health }), NO_INTENT, T0)).toMatchObject({ kind, reason });
  });

  it('paused is off, though its health check fails', () => {
    expect(decideVerdict(container({ state: 'paused', health: 'unhealthy' }), NO_INTENT, T0)).toEqual({
      kind: 'off',
      reason: 'paused',
    });
  });

  it.each([
    ['created', 'off', 'not_started'],
    ['removing', 'off', 'removing'],
    ['dead', 'unknown', 'dead'],
  ] as const)('%s is %s', (state, kind, reason) => {
    expect(decideVerdict(container({ state }), NO_INTENT, T0)).toEqual({ kind, reason });
  });

  it('an end with a code is sick and says the code', () => {
    const verdict = decideVerdict(container({ state: 'exited', exitCode: 3 }), crash, T0);
    expect(verdict).toMatchObject({ kind: 'sick', type: 'container_exited', description: 'web exited with code 3' });
  });

  it('an end with 0 has finished', () => {
    expect(decideVerdict(container({ state: 'exited', exitCode: 0 }), crash, T0)).toEqual({
      kind: 'off',
      reason: 'finished',
    });
  });

  it('an end that nobody saw is unknown, never sick', () => {
    expect(decideVerdict(container({ state: 'exited', exitCode: 1 }), NO_INTENT, T0)).toEqual({
      kind: 'unknown',
      reason: 'ended_unseen',
    });
    expect(decideVerdict(container({ state: 'exited', exitCode: 0 }), NO_INTENT, T0)).toEqual({
      kind: 'off',
      reason: 'finished',
    });
  });

  it('out of memory is its own type', () => {
    const verdict = decideVerdict(container({ state: 'exited', exitCode: 137, oomKilled: true }), crash, T0);
    expect(verdict).toMatchObject({ kind: 'sick', type: 'oom_killed' });
  });

  it('a crash that the engine is restarting is sick', () => {
    expect(decideVerdict(container({ state: 'restarting', exitCode: 1 }), crash, T0)).toMatchObject({
      kind: 'sick',
      type: 'container_exited',
    });
  });

  it('stopped on purpose is off, whatever its code', () => {
    const intent = { ...crash, stoppedOnPurpose: true };
    expect(decideVerdict(container({ state: 'exited', exitCode: 137 }), intent, T0)).toEqual({
      kind: 'off',
      reason: 'stopped_on_purpose',
    });
  });

  it('a stop that may follow is unknown with the time to look again', () => {
    const intent = { ...crash, kill: { at: T0 - 5, signal: 28, ours: false } };
    expect(decideVerdict(container({ state: 'exited', exitCode: 1 }), intent, T0)).toEqual({
      kind: 'unknown',
      reason: 'stop_may_follow',
      until: T0 + 2_000,
    });
  });

  it('one that was killed may have run out of memory: unknown with the time to look again', () => {
    const intent = { ...NO_INTENT, end: { at: T0, ours: false } };
    expect(decideVerdict(container({ state: 'exited', exitCode: 137 }), intent, T0)).toEqual({
      ...{ kind: 'unknown', reason: 'oom_may_follow', until: T0 + 500 },
    });
  });

  it('that is sick says so in words, with a reason and how bad it is', () => {
    const down = { state: 'exited', exitCode: 137 } as const;
    const ours = { ...NO_INTENT, end: { at: T0, ours: true } };
    expect(decideVerdict(container({ health: 'unhealthy' }), NO_INTENT, T0)).toMatchObject({
      ...{ severity: 'critical', description: 'The health check of web fails' },
    });
    expect(decideVerdict(container({ ...down, oomKilled: true }), crash, T0)).toMatchObject({
      ...{ severity: 'critical', reason: 'out_of_memory' },
      description: 'web was killed because it ran out of memory',
    });
    expect(decideVerdict(container(down), ours, T0)).toEqual({
      ...{ kind: 'sick', type: 'container_exited', severity: 'critical', reason: 'not_up_after_restart' },
      description: 'web did not come up again after a restart',
    });
    expect(decideVerdict(container(down), crash, T0 + 500)).toMatchObject({
      ...{ severity: 'critical', reason: 'exited_non_zero' },
    });
    expect(decideVerdict(container({ ...down, exitCode: undefined }), crash, T0)).toMatchObject({
      description: 'web exited with code unknown',
    });
  });

  it('of one that the engine starts again after a success is unknown', () => {
    expect(decideVerdict(container({ state: 'restarting', exitCode: 0 }), crash, T0)).toEqual({
      ...{ kind: 'unknown', reason: 'restarting_after_success' },
    });
  });

  it('is the same when kind and reason are', () => {
    const of = (kind: 'off' | 'healthy', reason: string) => ({ kind, reason }) as Verdict;
    expect(sameVerdict(of('off', 'paused'), of('off', 'paused'))).toBe(true);
    expect(sameVerdict(of('off', 'paused'), of('off', 'finished'))).toBe(false);
    expect(sameVerdict(of('off', 'paused'), of('healthy', 'paused'))).toBe(false);
  });
});
