import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../../src/base/errors.ts';
import type { EngineReport } from '../../../../src/cli/deps.ts';
import {
  checkClock,
  checkDataDir,
  checkEngine,
  checkFindings,
  checkHealthChecks,
  checkMonitor,
  checkPermissions,
  checkStorage,
  checkStorageOf,
} from '../../../../src/cli/doctor/checks.ts';
import { statusReport } from '../../../../src/incidents/report/status.ts';
import { container, FakeFleet, NOW } from '../../../support/fleet.ts';
import { validConfig } from '../../../support/valid-config.ts';

const engine = (part: Partial<EngineReport> = {}): EngineReport => ({
  host: 'box',
  version: '20.10.24',
  apiVersion: '1.41',
  containers: [container()],
  clockSkewMs: 0,
  needs: ['watch', 'restart'],
  denied: [],
  ...part,
});
const denied = new ParamedicError('engine_denied', 'permission denied', { cure: 'join the group docker' });

describe('engine', () => {
  it('is named with its version', () => {
    expect(checkEngine({ value: engine() })).toEqual({
      level: 'ok',
      name: 'engine',
      message: 'Docker 20.10.24 (API 1.41) on box, 1 container',
    });
  });

  it('brings its own cure when it refuses', () => {
    expect(checkEngine({ error: denied })).toMatchObject({ level: 'fail', cure: 'join the group docker' });
    expect(checkEngine({ error: new Error('boom') })).toMatchObject({ level: 'fail', message: 'boom' });
  });
});

describe('engine permissions', () => {
  it('are all there', () => {
    expect(checkPermissions(engine())).toEqual([
      { level: 'ok', name: 'engine permissions', message: 'all that is needed (watch, restart) is allowed' },
    ]);
  });

  it('are missing, each with its endpoint and the cure', () => {
    const denied = ['POST /containers/{id}/restart', 'POST /containers/{id}/exec', 'GET /exec/{id}/json'];
    expect(checkPermissions(engine({ needs: ['watch', 'restart', 'exec'], denied }))).toEqual([
      {
        level: 'fail',
        name: 'engine permissions',
        message: '`restart` cannot work, for these are refused: POST /containers/{id}/restart',
        cure: 'Allow POST /containers/{id}/restart in the socket proxy or authorization plugin.',
      },
      {
        level: 'fail',
        name: 'engine permissions',
        message: '`exec` cannot work, for these are refused: POST /containers/{id}/exec, GET /exec/{id}/json',
        cure: expect.stringMatching(/^Allow POST .*, GET .*; in the compose stack: PARAMEDIC_GATE_ALLOW=exec \(/),
      },
    ]);
  });
});

describe('clock', () => {
  it('may differ by two seconds', () => {
    expect(checkClock(engine({ clockSkewMs: undefined }))).toBeUndefined();
    expect(checkClock(engine({ clockSkewMs: -2_000 }))).toMatchObject({ level: 'ok' });
    expect(checkClock(engine({ clockSkewMs: 61_000 }))?.message).toContain('1 min ahead of ours');
    expect(checkClock(engine({ clockSkewMs: -61_000 }))?.message).toContain('1 min behind ours');
  });
});

describe('storage', () => {
  it('is ready, behind or away', () => {
    const where = 'db:5432';
    expect(checkStorage({ value: { where, pendingMigrations: [] } })).toMatchObject({ level: 'ok' });
    expect(checkStorage({ value: { where, pendingMigrations: ['0002'] } })).toMatchObject({ level: 'warn' });
    expect(checkStorage({ error: new Error('refused') })).toMatchObject({ level: 'fail', message: 'refused' });
  });

  it('is what a running monitor says of it', () => {
    const fleet = new FakeFleet();
    expect(checkStorageOf(statusReport(fleet, '1', NOW))).toMatchObject({ level: 'ok' });
    fleet.storageStatus = { ...fleet.storageStatus, ready: false, reason: 'refused', spooledRecords: 1 };
    expect(checkStorageOf(statusReport(fleet, '1', NOW)).message).toBe('refused; 1 record wait on disk');
  });
});

describe('data folder', () => {
  const good = { path: '/data', writable: true, reason: undefined, freeBytes: 2 ** 40 };
  it('must be writable and have some room', () => {
    expect(checkDataDir({ value: good })).toMatchObject({ level: 'ok' });
    expect(checkDataDir({ value: { ...good, freeBytes: undefined } })).toMatchObject({ level: 'ok' });
    expect(checkDataDir({ value: { ...good, freeBytes: 5 * 2 ** 20 } }).message).toBe('/data has only 5 MiB left');
    expect(checkDataDir({ value: { ...good, writable: false, reason: 'EROFS' } })).toMatchObject({
      level: 'fail',
      message: '/data cannot be written to (EROFS)',
    });
    expect(checkDataDir({ error: new Error('no') })).toMatchObject({ level: 'fail' });
  });
});

describe('health checks', () => {
  const config = validConfig();

  it('names the watched containers without one, the first ten', () => {
    expect(checkHealthChecks([container()], config)).toMatchObject({ level: 'ok' });
    expect(checkHealthChecks([container({ health: 'none', state: 'exited' })], config)).toMatchObject({ level: 'ok' });
    const bare = Array.from({ length: 12 }, (_, n) => container({ health: 'none', target: `t${n}` }));
    expect(checkHealthChecks([container(), ...bare], config).message).toBe(
      '12 of 13 watched containers have none, and no probe: t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, and 2 more',
    );
  });

  it('takes a probe for one, and lets those be that nobody watches', () => {
    const labelled = (labels: Record<string, string>) => container({ health: 'none', labels });
    const probed = labelled({ 'paramedic.probe.web.http': ':80/' });
    expect(checkHealthChecks([probed, labelled({ 'paramedic.enable': 'false' })], config)).toMatchObject({
      level: 'ok',
      message: '1 watched container, all have one or a probe',
    });
  });
});

describe('monitor', () => {
  it('runs, has stalled, is not there, or refuses', () => {
    const fleet = new FakeFleet();
    expect(checkMonitor({ value: statusReport(fleet, '1.2.3', NOW) })).toMatchObject({ level: 'ok' });
    fleet.turnedAt = NOW - 120_000;
    expect(checkMonitor({ value: statusReport(fleet, '1.2.3', NOW) })).toMatchObject({
      level: 'fail',
      message: 'runs, but its loop has not turned for 2 min',
    });
    expect(checkMonitor({ error: new ParamedicError('no_monitor', 'none', { cure: 'start' }) })).toMatchObject({
      level: 'warn',
      cure: 'start',
    });
    expect(checkMonitor({ error: new ParamedicError('http_401', 'no') })).toMatchObject({ level: 'fail' });
  });
});

describe('findings', () => {
  it('are told once, whoever found them', () => {
    const finding = { code: 'bad_label', subject: 'a', message: 'b', cure: 'c' };
    expect(checkFindings([finding, { ...finding }, { ...finding, subject: 'z' }])).toHaveLength(2);
  });
});
