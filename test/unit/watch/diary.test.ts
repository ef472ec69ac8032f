import { describe, expect, it } from '@jest/globals';
import { lineOf } from '../../../src/watch/diary.ts';
import { attempt, T0 } from '../../support/charts.ts';
import { oneOfEachHappening } from '../../support/happenings.ts';

const finished = (part: Parameters<typeof attempt>[0]) =>
  lineOf({ kind: 'remediation_finished', at: T0, remediation: attempt(part), incident: undefined });
const verdict = (from: string, to: string, reason: string) =>
  lineOf({ kind: 'verdict_changed', at: T0, target: 'web', from, to, reason });

describe('the log', () => {
  it('has the event names that people rely on', () => {
    const events = oneOfEachHappening.map((happening) => lineOf(happening)?.[1]);
    expect(events).toEqual(
      expect.arrayContaining([
        'incident_opened',
        'incident_resolved',
        'restarting_container',
        'container_restarted',
        'auto_heal_failed',
      ]),
    );
    expect(verdict('healthy', 'sick', 'health_check_fails')?.[1]).toBe('container_unhealthy');
    expect(verdict('unknown', 'healthy', 'health_check_passes')?.[1]).toBe('container_healthy');
  });

  it('a restart that did not help is healing_failed with its reason', () => {
    const line = lineOf(oneOfEachHappening.find(({ kind }) => kind === 'heal_ineffective') ?? never());
    expect(line?.[0]).toBe('error');
    expect(line?.[1]).toBe('healing_failed');
    expect(line?.[2]).toHaveProperty('reason');
  });

  it('a restart that the engine did not carry out is an error with its cause', () => {
    expect(finished({ outcome: 'failed', error: 'port is taken' })).toMatchObject([
      'error',
      'restart_failed',
      { outcome: 'failed', error: 'port is taken' },
    ]);
    expect(finished({ outcome: 'withdrawn' })?.[0]).toBe('info');
    expect(finished({ action: 'notify' })?.[1]).toBe('people_notified');
  });

  it('does not shout about what is well', () => {
    expect(verdict('unknown', 'healthy', 'running')?.[0]).toBe('debug');
    const firstLook = { kind: 'verdict_changed', at: T0, target: 'web', from: 'unknown', isFirstLook: true } as const;
    expect(lineOf({ ...firstLook, to: 'healthy', reason: 'health_check_passes' })?.[0]).toBe('debug');
    expect(lineOf({ ...firstLook, to: 'sick', reason: 'health_check_fails' })?.[1]).toBe('container_unhealthy');
    expect(verdict('healthy', 'off', 'stopped_on_purpose')?.[0]).toBe('debug');
  });
});

function never(): never {
  throw new Error('there is one of each');
}
