import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { EngineEvent } from '../../../src/containers/event.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { T0 } from '../../support/charts.ts';
import { hands } from '../../support/hands.ts';
import { ModelEngine } from '../../support/model-engine.ts';
import { monitorOver } from '../../support/monitor-over.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

const MINUTE = 60_000;
const WEB = 'shop/web#1';

/** A monitor over the services web and db; how late the engine's answers and events are, the test says. */
async function shop() {
  const clock = new SteppedClock(T0);
  const late = { question: 0, answer: 0, event: 0 };
  const told: Happening[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((it) => told.push(it));
  let hear: (event: EngineEvent) => void = () => {};
  const lateness = { question: () => late.question, answer: () => late.answer, event: () => late.event };
  const engine = new ModelEngine(clock, lateness, (event) => hear(event));
  for (const service of ['web', 'db']) engine.run(service, 'good');
  await clock.advance(10_000);
  const watching = await monitorOver({
    census: engine,
    hands: hands({ restart: (id) => engine.restart(id) }),
    ...{ clock, happenings },
  });
  hear = (event) => watching.stream.onEvent(event);
  await clock.advance(MINUTE);
  return {
    ...{ ...watching, clock, late, engine },
    /** A full look begins, 300 ms from now: something that concerns nobody was removed. */
    round: () => {
      engine.run('errand', 'good');
      engine.remove('errand');
    },
    reason: () => watching.monitor.board.target(WEB)?.reason,
    opened: () => told.flatMap((it) => (it.kind === 'incident_opened' ? [it.incident.type] : [])),
    resolved: () =>
      told.flatMap((it) => (it.kind === 'incident_resolved' ? [`${it.incident.type} ${it.incident.resolution}`] : [])),
    restarts: () => told.filter(({ kind }) => kind === 'remediation_intended').length,
  };
}

describe('what a person did', () => {
  it('soon after a restart of ours is his doing, though it is told after the outcome is on record', async () => {
    await using ward = await shop();
    const { clock, engine, late } = ward;
    late.answer = 3_000;
    engine.sicken('web', 1);
    await clock.advance(1_000);
    expect(ward.restarts()).toBe(1);
    late.event = 3_000;
    void engine.stop('web', 143);
    await clock.advance(5 * MINUTE);
    expect([ward.reason(), ward.restarts()]).toEqual(['stopped_on_purpose', 1]);
    expect(ward.resolved()).toEqual(['container_unhealthy human']);
  });

  it('is not taken for a success of its own by a look that is quicker than the events', async () => {
    await using ward = await shop();
    const { clock, engine, late } = ward;
    engine.sicken('web', 99);
    await clock.advance(5 * MINUTE);
    expect(ward.opened()).toEqual(['container_unhealthy', 'heal_failed']);
    // Looked at in every round, and one falls between the end and what is told of it.
    late.event = 3_000;
    await clock.advance(28_000);
    await clock.advance(MINUTE - ((clock.now() - T0) % MINUTE) + 9_000);
    void engine.stop('web', 0);
    await clock.advance(MINUTE);
    expect(ward.resolved()).toEqual(['container_unhealthy human', 'heal_failed human']);
  });

  it('ends what was open, also when it is up again before anybody looked', async () => {
    await using ward = await shop();
    const { clock, engine, late } = ward;
    engine.sicken('web', 99);
    await clock.advance(5 * MINUTE);
    const before = ward.restarts();
    late.question = 2_000;
    void engine.restart(engine.of('web')?.id ?? '');
    await clock.advance(10 * MINUTE);
    expect(ward.resolved()).toEqual(['container_unhealthy human', 'heal_failed human']);
    expect(ward.restarts()).toBe(2 * before);
  });

  it('to a container that a list misses first is told later, and then it is no service that vanished', async () => {
    await using ward = await shop();
    const { clock, engine, late } = ward;
    ward.round();
    late.event = 3_000;
    void engine.stop('web', 0);
    await clock.advance(200);
    engine.remove('web');
    await clock.advance(500);
    expect(ward.monitor.board.target(WEB)).toBeUndefined();
    await clock.advance(5 * MINUTE);
    expect(ward.monitor.board.target(WEB)).toBeUndefined();
    expect(ward.opened()).toEqual([]);
  });
});

/** Somebody has a look at web, which finds it up; the answer comes 4 s later. */
async function lookLate({ clock, engine, late }: Awaited<ReturnType<typeof shop>>): Promise<void> {
  late.answer = 4_000;
  engine.pause('web', true);
  engine.pause('web', false);
  await clock.advance(10);
  late.answer = 0;
}

describe('a container that has gone', () => {
  it('is not there again because an answer about it comes late', async () => {
    await using ward = await shop();
    const { clock, engine } = ward;
    await lookLate(ward);
    void engine.stop('web', 0);
    await clock.advance(100);
    engine.remove('web');
    await clock.advance(10 * MINUTE);
    expect(ward.opened()).toEqual([]);
  });

  it('does not take the place of its successor that has crashed', async () => {
    await using ward = await shop();
    const { clock, engine } = ward;
    await lookLate(ward);
    engine.remove('web');
    engine.run('web', 'better');
    await clock.advance(500);
    engine.crash('web', 1);
    await clock.advance(5 * MINUTE);
    expect([ward.reason(), ward.opened()]).toEqual(['exited_non_zero', ['container_exited', 'bad_update']]);
    expect(ward.resolved()).toEqual([]);
  });
});

describe('a container that has just come', () => {
  it('is healed when it crashes, though an older list that does not know it arrives before the look', async () => {
    await using ward = await shop();
    const { clock, engine, late } = ward;
    engine.remove('web');
    await clock.advance(20_000);
    late.answer = 2_000;
    ward.round();
    await clock.advance(400);
    late.answer = 4_000;
    engine.run('web', 'good');
    await clock.advance(50);
    engine.crash('web', 1);
    await clock.advance(100);
    late.answer = 0;
    await clock.advance(5 * MINUTE);
    expect([ward.reason(), ward.restarts()]).toEqual(['health_check_passes', 1]);
  });
});

describe('a list that was asked for before a gap', () => {
  it('does not make the watch whole again', async () => {
    await using ward = await shop();
    const { clock, late, stream } = ward;
    const isWhole = () => ward.monitor.board.engine().connected;
    late.answer = 500;
    ward.round();
    await clock.advance(400);
    // Who is looked at because of that list answers after the gap.
    late.answer = 2_000;
    await clock.advance(600);
    late.answer = MINUTE;
    stream.onDisconnected('lost');
    stream.onConnected({ host: 'box', version: '27', apiVersion: '1.46' });
    await clock.advance(30_000);
    expect(isWhole()).toBe(false);
    late.answer = 0;
    await clock.advance(5 * MINUTE);
    expect(isWhole()).toBe(true);
  });
});
