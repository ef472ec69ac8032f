import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { stuckVerdict } from '../../../src/probes/stuck.ts';
import { container, T0 } from '../../support/charts.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const MINUTE = 60_000;
const SERVICE = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
const check = { at: T0 + 1_000, durationMs: 5, exitCode: 1, output: '' };

const at = (part: Partial<Container>, ms: number) => stuckVerdict(container(part), T0, THRESHOLDS, T0 + ms);

describe('stuck', () => {
  it.each<[string, Partial<Container>, number, string, string]>([
    ['a start that failed', { state: 'created', startError: 'no such file' }, MINUTE, 'start_failed', 'critical'],
    ['a service that is not started', { state: 'created', labels: SERVICE }, 10 * MINUTE, 'never_started', 'warning'],
    ['restarting', { state: 'restarting' }, 10 * MINUTE, 'restarting_forever', 'critical'],
    ['removing', { state: 'removing' }, 10 * MINUTE, 'removal_hangs', 'warning'],
    ['dead', { state: 'dead' }, 10 * MINUTE, 'dead', 'warning'],
    [
      'starting',
      { health: 'starting', startedAt: T0, startPeriodMs: MINUTE, lastCheck: check },
      11 * MINUTE,
      'starting_forever',
      'critical',
    ],
  ])('%s is stuck after its patience, and tells before when that will be', (_, part, patience, reason, severity) => {
    expect(at(part, patience - 1)).toEqual({ stuck: undefined, until: T0 + patience });
    expect(at(part, patience)).toMatchObject({ stuck: { reason, severity }, until: undefined });
  });

  it.each<[string, Partial<Container>]>([
    ['docker create', { state: 'created' }],
    ['docker create with a label of compose', { state: 'created', labels: { 'com.docker.compose.project': 'shop' } }],
    ['healthy with an old check', { health: 'healthy', startedAt: T0, lastCheck: check }],
    ['docker compose run', { state: 'created', labels: { ...SERVICE, 'com.docker.compose.oneoff': 'True' } }],
    ['paused', { state: 'paused' }],
    ['exited', { state: 'exited', exitCode: 1 }],
    ['running without a check', { health: 'none' }],
    ['healthy', { health: 'healthy' }],
    ['starting before the first check, which may be half an hour apart', { health: 'starting', startedAt: T0 }],
    [
      'starting with a check of the life before',
      { health: 'starting', startedAt: T0, lastCheck: { ...check, at: T0 - 1 } },
    ],
  ])('%s never is', (_, part) => {
    expect(at(part, 1_000 * MINUTE)).toEqual({ stuck: undefined, until: undefined });
  });

  it('a restarting container that has lived in between is not stuck', () => {
    const part = { state: 'restarting', finishedAt: T0 + 8 * MINUTE } as const;
    expect(at(part, 12 * MINUTE)).toEqual({ stuck: undefined, until: T0 + 18 * MINUTE });
  });

  it('a container that starts has its patience from the start, or from when it was first seen so', () => {
    const starting = (startedAt: number) => ({ health: 'starting', startedAt, lastCheck: check }) as const;
    expect(at(starting(T0 - 8 * MINUTE), 0).until).toBe(T0 + 10 * MINUTE);
    expect(at(starting(T0 + 500), 600).until).toBe(T0 + 500 + 10 * MINUTE);
  });

  it('says what is wrong and for how long', () => {
    expect(at({ state: 'created', startError: 'port is taken' }, MINUTE).stuck?.description).toBe(
      'web could not be started (port is taken) and has been left so for more than 1 min',
    );
    expect(at({ state: 'restarting' }, 10 * MINUTE).stuck?.description).toBe(
      'web has not come up under the restarts of the engine for more than 10 min',
    );
    const described = (part: Partial<Container>) => at(part, 10 * MINUTE).stuck?.description;
    expect(described({ state: 'removing' })).toBe('web has been in removal for more than 10 min');
    expect(described({ state: 'dead' })).toBe('web has been dead, removed only in part, for more than 10 min');
    expect(described({ state: 'created', labels: SERVICE })).toBe(
      'web was made as a service and has not been started for more than 10 min',
    );
    expect(described({ health: 'starting', startedAt: T0, lastCheck: check })).toBe(
      'web has been starting, without a verdict of its health checks, for more than 10 min',
    );
  });
});
