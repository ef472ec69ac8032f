import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Container } from '../../../src/containers/container.ts';
import type { EngineAction, EngineEvent } from '../../../src/containers/event.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { container, event, T0 } from '../../support/charts.ts';
import { hands } from '../../support/hands.ts';
import { monitorOver } from '../../support/monitor-over.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

/** A monitor over one container, of which the engine answers at once what it is like, or keeps that answer to itself for a while. */
async function slowEngine(env: Record<string, string> = {}) {
  const clock = new SteppedClock(T0);
  let now = container({ id: 'w'.repeat(64), name: 'web', target: 'web', startedAt: T0 - 60_000 });
  const put = (part: Partial<Container>) => {
    now = { ...now, ...part };
  };
  const restart = { begins: async () => {} };
  const asked: (() => void)[] = [];
  let held: Promise<void> | undefined;
  const told: Happening[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((happening) => told.push(happening));
  const watching = await monitorOver({
    config: validConfig(env),
    census: {
      list: async () => [now],
      inspect: async () => {
        const answer = now;
        const wait = held;
        held = undefined;
        asked.splice(0).map((tell) => tell());
        await wait;
        return answer;
      },
    },
    hands: hands({ restart: () => restart.begins() }),
    ...{ clock, happenings },
  });
  await clock.advance(1_000);
  const tell = async (action: EngineAction, part: Partial<EngineEvent> = {}) => {
    watching.stream.onEvent(event(action, clock.now(), { id: now.id, name: 'web', target: 'web', ...part }));
    await clock.advance(10);
  };
  return {
    ...{ ...watching, clock, put, tell, restart },
    /** The answer to the next question is on its way until the test lets it arrive. */
    holdNext: () => {
      const arrival = Promise.withResolvers<void>();
      const question = Promise.withResolvers<void>();
      held = arrival.promise;
      asked.push(question.resolve);
      return {
        asked: question.promise,
        arrive: async () => {
          arrival.resolve();
          await clock.advance(10);
        },
      };
    },
    health: (health: Container['health'], at?: number) => {
      put({ health });
      return tell('health_status', { health, ...(at !== undefined && { at }) });
    },
    reason: () => watching.monitor.board.targets()[0]?.reason,
    resolutions: () => told.flatMap((it) => (it.kind === 'incident_resolved' ? [it.incident.resolution] : [])),
    restarts: () => told.filter(({ kind }) => kind === 'remediation_intended').length,
  };
}

describe('an answer of the engine that comes late', () => {
  it('from the middle of a restart of ours, ends no incident of a container that is up again', async () => {
    await using ward = await slowEngine();
    const { clock, put, tell } = ward;
    let late = ward.holdNext();
    ward.restart.begins = async () => {
      put({ state: 'exited', exitCode: 0, finishedAt: clock.now(), health: 'none' });
      late = ward.holdNext();
      await tell('die', { exitCode: 0 });
      put({ state: 'running', exitCode: undefined, startedAt: clock.now(), health: 'starting' });
      await tell('start');
    };
    late.arrive();
    await ward.health('unhealthy');
    await clock.advance(100);
    await ward.health('healthy');
    await late.arrive();
    expect(ward.reason()).toBe('health_check_passes');
    expect(ward.resolutions()).toEqual([]);
    await clock.advance(60_000);
    expect(ward.resolutions()).toEqual(['auto_healed']);
    expect(ward.restarts()).toBe(1);
  });

  it('with a health that has passed since, takes back nothing that the engine has told of meanwhile', async () => {
    await using ward = await slowEngine({ PARAMEDIC_MODE: 'shadow' });
    const late = ward.holdNext();
    // Looked at in its turn, every now and then.
    await ward.clock.advance(30_000);
    await late.asked;
    await ward.health('unhealthy');
    expect(ward.reason()).toBe('health_check_fails');
    await late.arrive();
    expect(ward.reason()).toBe('health_check_fails');
    expect(ward.resolutions()).toEqual([]);
  });

  it('after an act, takes back no recovery that the engine has told of meanwhile', async () => {
    await using ward = await slowEngine();
    let late = ward.holdNext();
    late.arrive();
    ward.restart.begins = async () => {
      ward.put({ startedAt: ward.clock.now(), health: 'starting' });
      await ward.tell('start');
      late = ward.holdNext();
    };
    await ward.health('unhealthy');
    await ward.clock.advance(100);
    await late.asked;
    await ward.health('healthy');
    await late.arrive();
    expect(ward.reason()).toBe('health_check_passes');
  });

  it('of a newer life is believed before what was told of the one before', async () => {
    await using ward = await slowEngine({ PARAMEDIC_MODE: 'shadow' });
    const { clock, put } = ward;
    const before = clock.now();
    await clock.advance(1_000);
    put({ startedAt: clock.now(), health: 'healthy' });
    const late = ward.holdNext();
    await ward.tell('start');
    await late.asked;
    // The stream is behind.
    await ward.tell('health_status', { health: 'unhealthy', at: before });
    await late.arrive();
    expect(ward.reason()).toBe('health_check_passes');
  });
});
