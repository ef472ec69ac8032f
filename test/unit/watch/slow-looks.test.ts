import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Emitter } from '../../../src/base/emitter.ts';
import type { EngineEvent } from '../../../src/containers/event.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { T0 } from '../../support/charts.ts';
import { hands } from '../../support/hands.ts';
import { type Lateness, ModelEngine } from '../../support/model-engine.ts';
import { monitorOver } from '../../support/monitor-over.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { validConfig } from '../../support/valid-config.ts';

const MINUTE = 60_000;
const PROMPT: Lateness = { question: () => 0, answer: () => 0, event: () => 0 };

/** The same numbers for the same seed, between 0 and `most`. */
function drawn(seed: number, most: number): () => number {
  let state = seed | 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

type Do = (engine: ModelEngine, service: string, clock: SteppedClock) => void | Promise<void>;

const wait =
  (ms: number): Do =>
  async (_engine, _service, clock) =>
    clock.advance(ms);
const sequence =
  (...acts: Do[]): Do =>
  async (engine, service, clock) => {
    for (const act of acts) await act(engine, service, clock);
  };
/** Whether a list sees the moment between decides by itself how a container goes that is down already. */
const ifUp =
  (...acts: Do[]): Do =>
  async (engine, service, clock) => {
    const state = engine.of(service)?.state;
    if (state === 'running' || state === 'paused') await sequence(...acts)(engine, service, clock);
  };
const stop =
  (code: number): Do =>
  async (engine, service, clock) => {
    void engine.stop(service, code);
    await clock.advance(100);
  };
const rm: Do = (engine, service) => engine.remove(service);
const run =
  (image: string): Do =>
  (engine, service) => {
    if (engine.of(service) === undefined) engine.run(service, image);
  };
const crash =
  (code: number): Do =>
  (engine, service) =>
    engine.crash(service, code);
const sicken =
  (restarts: number): Do =>
  (engine, service) =>
    engine.sicken(service, restarts);
const restart =
  (code: number): Do =>
  async (engine, service, clock) => {
    const id = engine.of(service)?.id;
    if (id !== undefined) void engine.restart(id, code).catch(() => {});
    await clock.advance(200);
  };

const recreate =
  (to: string): Do =>
  async (engine, service, clock) => {
    void engine.recreate(service, to);
    await clock.advance(300);
  };

const quick = fc.constantFrom(20, 200, 1_000, 2_500);
const image = fc.constantFrom('good', 'better', 'bad');
const exitCode = fc.constantFrom(0, 1, 143);
const step: fc.Arbitrary<[string, Do]> = fc.oneof(
  fc.tuple(quick, image).map(([ms, to]): [string, Do] => [`replace ${ms} ${to}`, ifUp(rm, wait(ms), run(to))]),
  fc
    .tuple(quick, quick, image)
    .map(([a, b, to]): [string, Do] => [`stop rm run ${a} ${b} ${to}`, ifUp(stop(0), wait(a), rm, wait(b), run(to))]),
  fc
    .tuple(quick, fc.constantFrom(1, 0))
    .map(([ms, code]): [string, Do] => [
      `replace, crash ${ms} ${code}`,
      ifUp(rm, wait(ms), run('good'), wait(ms), crash(code)),
    ]),
  fc
    .tuple(quick, exitCode)
    .map(([ms, code]): [string, Do] => [
      `sick, stopped ${ms} ${code}`,
      sequence(sicken(1), wait(3_500 + ms), stop(code)),
    ]),
  fc.tuple(exitCode).map(([code]): [string, Do] => [`stop ${code}`, stop(code)]),
  fc.tuple(exitCode).map(([code]): [string, Do] => [`restart ${code}`, restart(code)]),
  fc.constant<[string, Do]>(['stop, rm', sequence(stop(0), wait(200), rm)]),
  fc.constant<[string, Do]>(['rm -f', rm]),
  quick.map((ms): [string, Do] => [`stop, rm ${ms}`, sequence(stop(0), wait(ms), rm)]),
  quick.map((ms): [string, Do] => [`sicken, rm ${ms}`, sequence(sicken(99), wait(3_500 + ms), rm)]),
  fc
    .tuple(quick, image)
    .map(([ms, to]): [string, Do] => [`up, crash ${ms} ${to}`, ifUp(recreate(to), wait(ms), crash(1))]),
  image.map((to): [string, Do] => [`up ${to}`, ifUp(recreate(to))]),
  fc
    .integer({ min: 1, max: 4 })
    .map((n): [string, Do] => [
      `crash ${n} times`,
      sequence(...Array.from({ length: n }, () => [crash(1), wait(20_000)]).flat()),
    ]),
  fc.constant<[string, Do]>(['kill', (engine, service) => engine.kill(service)]),
  fc.constant<[string, Do]>(['start', (engine, service) => engine.start(service)]),
  image.map((to): [string, Do] => [`run ${to}`, run(to)]),
  fc.constantFrom(0, 1).map((code): [string, Do] => [`crash ${code}`, crash(code)]),
  fc.constant<[string, Do]>(['oom', (engine, service) => engine.oom(service)]),
  fc.constantFrom(1, 2, 99).map((n): [string, Do] => [`sicken ${n}`, sicken(n)]),
  fc.constant<[string, Do]>(['recover', (engine, service) => engine.recover(service)]),
  fc.constant<[string, Do]>(['pause', (engine, service) => engine.pause(service, true)]),
  fc.constant<[string, Do]>(['unpause', (engine, service) => engine.pause(service, false)]),
);
interface Move {
  readonly service: string;
  readonly what: string;
  readonly act: Do;
  readonly after: number;
}
const move: fc.Arbitrary<Move> = fc
  .record({ service: fc.constantFrom('web', 'api'), step, after: fc.integer({ min: 240_000, max: 400_000 }) })
  .map(({ service, step: [what, act], after }) => ({
    service,
    what,
    act,
    after,
    [fc.toStringMethod]: () => `${service}: ${what}, then ${after}`,
  }));
const history = fc.array(move, { minLength: 1, maxLength: 6 });

/** Of what the engine restarts by itself nobody need see every single end. */
const PASSING = ['container_exited', 'oom_killed', 'flapping'];

/** What was decided of one target in the end. */
function outcomeOf(told: readonly Happening[], target: string) {
  const ends = new Map<string, string | undefined>();
  const opened: Incident[] = [];
  let restarts = 0;
  for (const it of told) {
    if (it.kind === 'incident_opened' && it.incident.target === target) opened.push(it.incident);
    if (it.kind === 'incident_resolved') ends.set(it.incident.id, it.incident.resolution);
    if (it.kind !== 'remediation_finished' || it.remediation.target !== target) continue;
    if (it.remediation.outcome === 'done') restarts += 1;
  }
  const lasting = opened.filter(({ type }) => target !== 'shop/api#1' || !PASSING.includes(type));
  return { incidents: lasting.map(({ id, type }) => `${type} ${ends.get(id) ?? 'open'}`).sort(), restarts };
}

/** The life of three services under the eyes of one monitor, and what came of it. */
async function lived(moves: readonly Move[], late: Lateness) {
  const clock = new SteppedClock(T0);
  const told: Happening[] = [];
  const happenings = new Emitter<Happening>();
  happenings.on((it) => told.push(it));
  let hear: (event: EngineEvent) => void = () => {};
  const engine = new ModelEngine(clock, late, (event) => hear(event));
  for (const service of ['web', 'api', 'db']) engine.run(service, 'good');
  await clock.advance(10_000);
  await using ward = await monitorOver({
    config: validConfig({ PARAMEDIC_HEAL_VERIFY: '30s' }),
    census: engine,
    hands: hands({ restart: (id) => engine.restart(id) }),
    ...{ clock, happenings },
  });
  hear = (event) => ward.stream.onEvent(event);
  await clock.advance(3 * MINUTE);
  for (const { service, act, after } of moves) {
    await act(engine, service, clock);
    await clock.advance(after);
  }
  await clock.advance(10 * MINUTE);
  const { board } = ward.monitor;
  return ['web', 'api', 'db'].map((service) => {
    const target = `shop/${service}#1`;
    return { target, ...outcomeOf(told, target), reason: board.target(target)?.reason };
  });
}

const LATE = {
  looks: (seed: number): Lateness => ({ ...PROMPT, question: drawn(seed, 2_500), answer: drawn(seed + 1, 2_500) }),
  events: (seed: number): Lateness => ({ ...PROMPT, event: drawn(seed + 2, 3_000) }),
  both: (seed: number): Lateness => ({ ...LATE.looks(seed), ...{ event: LATE.events(seed).event } }),
};

describe('a monitor whose looks and events come late', () => {
  it('decides in the end what a prompt one does', async () => {
    const seed = fc.integer({ min: 0, max: 1_000_000_000 });
    const what = fc.constantFrom('looks', 'events', 'both');
    await fc.assert(
      fc.asyncProperty(history, seed, what, async (moves, from, late) => {
        expect(await lived(moves, LATE[late](from))).toEqual(await lived(moves, PROMPT));
      }),
      { seed: 1, numRuns: 40 },
    );
  }, 120_000);
});
