import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import { ParamedicError } from '../../../src/base/errors.ts';
import type { Container } from '../../../src/containers/container.ts';
import type { EngineAction, EngineEvent } from '../../../src/containers/event.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Remediation } from '../../../src/incidents/incident.ts';
import type { TargetMemory } from '../../../src/incidents/ledger.ts';
import { attempt, container, event, T0 } from '../../support/charts.ts';
import { hands } from '../../support/hands.ts';
import { monitorOver } from '../../support/monitor-over.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

const idOf = (name: string) => name.padEnd(64, '0');
const ENGINE = { host: 'box', version: '27', apiVersion: '1.46' };

interface Circumstances {
  env?: Record<string, string>;
  remediations?: Remediation[];
  targets?: TargetMemory[];
  restart?: (name: string) => void | Promise<void>;
  /** What all of them are like when Paramedic begins. */
  found?: Partial<Container>;
}

/** A monitor over an engine that is a list; events come when the test says so, and time passes when it says so. */
async function engineOf(
  names: readonly string[],
  { env = {}, remediations = [], targets = [], restart, found = {} }: Circumstances = {},
) {
  const clock = new SteppedClock(T0);
  const there = new Map<string, Container>();
  const put = (name: string, part: Partial<Container> = {}) => {
    const fresh = container({ id: idOf(name), name, target: name });
    there.set(idOf(name), { ...(there.get(idOf(name)) ?? fresh), ...part });
  };
  for (const name of names) put(name, found);
  for (const { target, since } of targets) {
    put(target, { state: 'exited', exitCode: 0, finishedAt: since, health: 'none', ...found });
  }
  const told: Happening[] = [];
  const restarted: string[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((happening) => told.push(happening));
  const { monitor, stream, ...watching } = await monitorOver({
    config: validConfig(env),
    census: { list: async () => [...there.values()], inspect: async (id) => there.get(id) },
    hands: hands({
      restart: async (id) => {
        const name = there.get(id)?.name ?? '';
        await restart?.(name);
        restarted.push(name);
        put(name, { startedAt: clock.now(), health: 'healthy' });
      },
    }),
    recollection: { targets, openIncidents: [], remediations, silences: [] },
    ...{ clock, happenings },
  });
  await clock.advance(1_000);
  return {
    ...{ ...watching, monitor, clock, put, stream, restarted },
    of: <K extends Happening['kind']>(kind: K) =>
      told.filter((it): it is Extract<Happening, { kind: K }> => it.kind === kind),
    tell: async (action: EngineAction, name: string, part: Partial<EngineEvent> = {}) => {
      stream.onEvent(event(action, clock.now(), { id: idOf(name), name, target: name, ...part }));
      await clock.advance(10);
    },
    fallSick: async (name: string) => {
      put(name, { health: 'unhealthy' });
      stream.onEvent(event('health_status', clock.now(), { id: idOf(name), name, target: name, health: 'unhealthy' }));
      await clock.advance(100);
    },
  };
}

describe('a container that was stopped on purpose, and whose start nobody told of', () => {
  it('is seen to be wanted again, and is healed when it falls sick', async () => {
    await using ward = await engineOf(['web']);
    const { monitor, clock, put, stream, restarted } = ward;
    const verdict = () => monitor.board.targets()[0]?.reason;
    put('web', { state: 'exited', exitCode: 143, finishedAt: clock.now(), health: 'none' });
    await ward.tell('kill', 'web', { signal: 15 });
    await ward.tell('die', 'web', { exitCode: 143 });
    expect(verdict()).toBe('stopped_on_purpose');
    stream.onDisconnected('lost');
    await clock.advance(1_000);
    put('web', { state: 'running', exitCode: undefined, startedAt: clock.now(), health: 'healthy' });
    await clock.advance(1_000);
    stream.onConnected(ENGINE);
    await clock.advance(60_000);
    expect(verdict()).toBe('health_check_passes');
    await ward.fallSick('web');
    expect(restarted).toEqual(['web']);
    expect(ward.of('remediation_finished').map(({ remediation }) => remediation.outcome)).toEqual(['done']);
    await clock.advance(60_000);
    expect(ward.of('incident_resolved').map(({ incident }) => incident.resolution)).toEqual(['auto_healed']);
  });
});

describe('a container that was stopped on purpose before Paramedic began', () => {
  const stopped: TargetMemory = {
    ...{ target: 'web', host: 'box', containerId: idOf('web'), containerName: 'web', state: 'exited' },
    ...{ verdict: 'off', reason: 'stopped_on_purpose', since: T0 - 60_000, stoppedOnPurpose: true, memo: {} },
  };

  it('stays down, and is healed after a start that nobody told of', async () => {
    await using ward = await engineOf(['web'], { targets: [stopped] });
    await ward.clock.advance(60_000);
    expect(ward.monitor.board.targets()[0]?.reason).toBe('stopped_on_purpose');
    ward.put('web', { state: 'running', exitCode: undefined, startedAt: ward.clock.now(), health: 'healthy' });
    await ward.clock.advance(60_000);
    await ward.fallSick('web');
    expect(ward.restarted).toEqual(['web']);
  });
});

describe('a container that had ended before Paramedic began, and of which it remembers nothing', () => {
  const ENDED = {
    state: 'exited',
    exitCode: 3,
    health: 'none',
    startedAt: T0 - 60_000,
    finishedAt: T0 - 59_000,
  } as const;
  /** The engine tells of the last hour, and all of it comes after the first look. */
  const toldLate = async (
    remembered: readonly TargetMemory[],
    ...events: [EngineAction, number, Partial<EngineEvent>?][]
  ) => {
    const ward = await engineOf(['web'], { targets: [...remembered], found: ENDED });
    for (const [action, at, part] of events) await ward.tell(action, 'web', { at, ...part });
    await ward.clock.advance(60_000);
    return ward;
  };
  const started: [EngineAction, number] = ['start', T0 - 60_000];

  it('is history, though the engine tells of its crash after the first look', async () => {
    await using ward = await toldLate([], started, ['die', T0 - 59_000, { exitCode: 3 }]);
    expect([ward.restarted, ward.of('incident_opened')]).toEqual([[], []]);
    expect(ward.monitor.board.targets()[0]?.reason).toBe('ended_unseen');
  });

  it('is healed when it crashes anew, also on an engine whose clock is an hour behind ours', async () => {
    const HOUR = 3_600_000;
    const found = { ...ENDED, startedAt: T0 - HOUR - 60_000, finishedAt: T0 - HOUR - 59_000 };
    await using ward = await engineOf(['web'], { found });
    const engineNow = () => ward.clock.now() - HOUR;
    await ward.clock.advance(60_000);
    expect(ward.restarted).toEqual([]);
    ward.put('web', { state: 'running', exitCode: undefined, startedAt: engineNow() });
    await ward.tell('start', 'web', { at: engineNow() });
    await ward.clock.advance(10_000);
    ward.put('web', { state: 'exited', exitCode: 3, finishedAt: engineNow() });
    await ward.tell('die', 'web', { at: engineNow(), exitCode: 3 });
    await ward.clock.advance(60_000);
    expect(ward.restarted).toEqual(['web']);
  });

  it('is healed when it was up at the first look and crashes soon after its start, whatever the two clocks say', async () => {
    const HOUR = 3_600_000;
    await using ward = await engineOf(['web'], { found: { health: 'none', startedAt: T0 - HOUR - 5_000 } });
    const at = ward.clock.now() - HOUR;
    ward.put('web', { state: 'exited', exitCode: 3, finishedAt: at });
    await ward.tell('die', 'web', { at, exitCode: 3 });
    await ward.clock.advance(60_000);
    expect(ward.restarted).toEqual(['web']);
  });

  it('was stopped by a person when the engine says so, however late', async () => {
    await using ward = await toldLate(
      [],
      started,
      ['kill', T0 - 59_500, { signal: 15 }],
      ['die', T0 - 59_000, { exitCode: 3 }],
      ['stop', T0 - 58_950],
    );
    expect(ward.monitor.board.targets()[0]?.reason).toBe('stopped_on_purpose');
    expect(ward.restarted).toEqual([]);
  });

  it('is healed when it was remembered, for what ended it is news then', async () => {
    const well: TargetMemory = {
      ...{ target: 'web', host: 'box', containerId: idOf('web'), containerName: 'web', state: 'running' },
      ...{ verdict: 'healthy', reason: 'running', since: T0 - 3_600_000, stoppedOnPurpose: false, memo: {} },
    };
    await using ward = await toldLate([well], started, ['die', T0 - 59_000, { exitCode: 3 }]);
    expect(ward.restarted).toEqual(['web']);
  });

  it('is healed when it was started since and crashes again', async () => {
    await using ward = await toldLate([], started, ['die', T0 - 59_000, { exitCode: 3 }]);
    ward.put('web', { state: 'running', exitCode: undefined, startedAt: ward.clock.now() });
    await ward.tell('start', 'web');
    await ward.clock.advance(10_000);
    ward.put('web', { state: 'exited', exitCode: 3, finishedAt: ward.clock.now() });
    await ward.tell('die', 'web', { exitCode: 3 });
    await ward.clock.advance(1_000);
    expect(ward.restarted).toEqual(['web']);
  });
});

describe('an act that was called off before anything was done', () => {
  const deferred = (name: string): void => {
    if (name === 'web') throw new ParamedicError('not_leading', 'another one may lead by now');
  };

  it('is not tried again at once but after the backoff, longer each time, and is no attempt', async () => {
    await using ward = await engineOf(['web'], { restart: deferred });
    await ward.fallSick('web');
    const calledOff = () => ward.of('remediation_finished').map(({ remediation }) => remediation.outcome);
    expect(calledOff()).toEqual(['withdrawn']);
    expect(ward.monitor.board.explain('web')?.at(-1)).toMatchObject({ decision: 'wait', reason: 'backoff' });
    await ward.clock.advance(7_000);
    expect(calledOff()).toHaveLength(1);
    await ward.clock.advance(6_000);
    expect(calledOff()).toHaveLength(2);
    await ward.clock.advance(9_000);
    expect(calledOff()).toHaveLength(2);
    await ward.clock.advance(16_000);
    expect(calledOff()).toHaveLength(3);
    // 10, 20, 40, 80, 160, 300 s, each ±25 %.
    await ward.clock.advance(600_000);
    expect([6, 7]).toContain(calledOff().length);
    const [incident] = ward.monitor.board.openIncidents();
    expect(incident).toMatchObject({ target: 'web', type: 'container_unhealthy', healAttempts: 0 });
    expect(ward.of('incident_escalated')).toEqual([]);
  });

  it('leaves the host’s budget to those who are healed', async () => {
    await using ward = await engineOf(['web', 'api'], {
      env: { PARAMEDIC_HEAL_HOST_BUDGET: '1/600s' },
      restart: deferred,
    });
    await ward.fallSick('web');
    expect(ward.of('remediation_finished')).toHaveLength(1);
    await ward.fallSick('api');
    expect(ward.restarted).toEqual(['api']);
    await ward.clock.advance(30_000);
    expect(ward.monitor.board.explain('web')?.at(-1)).toMatchObject({ reason: 'host_budget' });
  });

  it('and before a restart of Paramedic, too; what did take place counts', async () => {
    const before = (outcome: Remediation['outcome']) => [
      attempt({ target: 'web', intendedAt: T0 - 1_000, finishedAt: T0 - 900, outcome }),
    ];
    for (const [outcome, expected] of [
      ['withdrawn', ['api']],
      ['done', []],
    ] as const) {
      const env = { PARAMEDIC_HEAL_HOST_BUDGET: '1/600s' };
      await using ward = await engineOf(['web', 'api'], { env, remediations: before(outcome) });
      await ward.fallSick('api');
      expect(ward.restarted).toEqual(expected);
    }
  });
});

describe('a person who stops a container while an act of ours waits for its turn', () => {
  it('is heard: the act is called off, and the container stays down', async () => {
    const slow = Promise.withResolvers<void>();
    const env = { PARAMEDIC_HEAL_CONCURRENCY: '1' };
    await using ward = await engineOf(['api', 'web'], {
      env,
      restart: (name) => (name === 'api' ? slow.promise : undefined),
    });
    await ward.fallSick('api');
    await ward.tell('die', 'api');
    await ward.fallSick('web');
    expect(ward.of('remediation_intended').map(({ remediation }) => remediation.target)).toEqual(['api', 'web']);
    ward.put('web', { state: 'exited', exitCode: 143, finishedAt: ward.clock.now(), health: 'none' });
    await ward.tell('kill', 'web', { signal: 15 });
    await ward.tell('die', 'web', { exitCode: 143 });
    await ward.tell('stop', 'web');
    slow.resolve();
    await ward.clock.advance(120_000);
    expect(ward.restarted).toEqual(['api']);
    expect(ward.monitor.board.targets().find(({ target }) => target === 'web')?.reason).toBe('stopped_on_purpose');
    expect(ward.of('incident_resolved').map(({ incident }) => [incident.target, incident.resolution])).toContainEqual([
      ...['web', 'human'],
    ]);
  });
});
