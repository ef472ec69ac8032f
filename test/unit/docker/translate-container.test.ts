import { describe, expect, it } from '@jest/globals';
import { translateContainer } from '../../../src/docker/translate-container.ts';
import { translateSummary } from '../../../src/docker/translate-summary.ts';
import { INSPECT_20, INSPECT_20_SICK, LIST_20 } from './recorded.ts';

describe('translateContainer', () => {
  it('tells all of a sick container', () => {
    expect(translateContainer(INSPECT_20_SICK)).toEqual({
      ...translateSummary(LIST_20.web),
      startedAt: Date.parse('2026-11-21T02:12:45.843Z'),
      finishedAt: undefined,
      exitCode: undefined,
      oomKilled: false,
      restartCount: 0,
      restartPolicy: 'unless-stopped',
      autoRemove: false,
      lastCheck: {
        at: Date.parse('2026-11-21T02:12:51.179Z'),
        durationMs: 102,
        exitCode: 1,
        output: 'connection refused\n',
      },
      failingStreak: 2,
      startPeriodMs: 2_500,
      startError: undefined,
      cpuCores: undefined,
      addresses: ['172.20.0.5', 'fd00::5'],
    });
  });

  it('tells why the engine could not start one, capped', () => {
    expect(translateContainer(INSPECT_20.badCommand).startError).toBe(
      'OCI runtime create failed: exec: "nosuch": executable file not found in $PATH: unknown',
    );
    const raw = { ...INSPECT_20_SICK, State: { Status: 'created', Error: 'x'.repeat(5_000) } };
    expect(translateContainer(raw).startError).toBe('x'.repeat(1_000));
  });

  it('knows in whose network one lives, which then has no address of its own', () => {
    const raw = { ...INSPECT_20_SICK, HostConfig: { NetworkMode: 'container:abc' }, NetworkSettings: { Networks: {} } };
    expect(translateContainer(raw)).toMatchObject({ networkMode: 'container:abc', addresses: [] });
  });

  it('knows how long a stop is to wait for it, where it says so itself', () => {
    const config = INSPECT_20_SICK.Config;
    const graceOf = (part: object) =>
      translateContainer({ ...INSPECT_20_SICK, Config: { ...config, ...part } }).stopGraceMs;
    expect([
      graceOf({}),
      graceOf({ StopTimeout: null }),
      graceOf({ StopTimeout: 300 }),
      graceOf({ StopTimeout: 0 }),
    ]).toEqual([undefined, undefined, 300_000, 0]);
  });

  it('knows no exit code of a container that runs again: the engine has forgotten it', () => {
    const again = translateContainer(INSPECT_20.again);
    expect(again.exitCode).toBeUndefined();
    expect(again.finishedAt).toBe(Date.parse('2026-11-21T02:12:51.945Z'));
  });

  it('tells the end of those that ended, and of those that could not start', () => {
    expect(translateContainer(INSPECT_20.oom)).toMatchObject({ state: 'exited', exitCode: 137, oomKilled: true });
    expect(translateContainer(INSPECT_20.loop)).toMatchObject({ state: 'restarting', exitCode: 7, restartCount: 6 });
    expect(translateContainer(INSPECT_20.badCommand)).toMatchObject({ state: 'created', exitCode: 127 });
    expect(translateContainer(INSPECT_20.created)).toMatchObject({ exitCode: undefined, startedAt: undefined });
  });

  it('tells the health of running containers only, as the list does', () => {
    const stopped = { ...INSPECT_20_SICK, State: { ...INSPECT_20_SICK.State, Status: 'exited' } };
    const paused = { ...INSPECT_20_SICK, State: { ...INSPECT_20_SICK.State, Status: 'paused' } };
    expect([stopped, paused].map((raw) => translateContainer(raw).health)).toEqual(['none', 'none']);
  });

  it.each([
    ['', 'no'],
    [null, 'no'],
    ['no', 'no'],
    ['always', 'always'],
    ['on-failure', 'on-failure'],
  ])('restart policy %j → %s', (Name, policy) => {
    const raw = { ...INSPECT_20_SICK, HostConfig: { RestartPolicy: { Name } } };
    expect(translateContainer(raw).restartPolicy).toBe(policy);
  });

  it('caps what a check printed, and knows a check that hung', () => {
    const Log = [{ Start: '2026-11-21T02:12:50Z', End: null, ExitCode: -1, Output: 'x'.repeat(5_000) }];
    const raw = { ...INSPECT_20_SICK, State: { Status: 'running', Health: { Status: 'unhealthy', Log } } };
    expect(translateContainer(raw).lastCheck).toEqual({
      at: Date.parse('2026-11-21T02:12:50Z'),
      durationMs: 0,
      exitCode: -1,
      output: 'x'.repeat(1_000),
    });
  });

  it('lets no secret of the environment out in what the container or the engine says of it', () => {
    const Log = [{ Start: '2026-11-21T02:12:50Z', ExitCode: 1, Output: `${'x'.repeat(990)} tr0ub4dor&3 is wrong` }];
    const told = translateContainer({
      ...INSPECT_20_SICK,
      Config: { ...INSPECT_20_SICK.Config, Env: ['DB_PASSWORD=tr0ub4dor&3', 'LANG=C'] },
      State: { Status: 'exited', Error: 'cannot run "app --pw tr0ub4dor&3"', Health: { Status: 'unhealthy', Log } },
    });
    expect(told.secrets).toEqual(['tr0ub4dor&3']);
    expect(told.lastCheck?.output).toBe(`${'x'.repeat(990)} [redacted`);
    expect(told.startError).toBe('cannot run "app --pw [redacted secret]"');
  });

  it('survives an answer that has only an id', () => {
    expect(translateContainer({ Id: '6fa27070e917e4be' })).toMatchObject({
      name: '6fa27070e917',
      labels: {},
      state: 'created',
      health: 'none',
      restartPolicy: 'no',
      lastCheck: undefined,
      networkMode: '',
      startPeriodMs: 0,
      startError: undefined,
      addresses: [],
    });
  });
});
