import { expect, it, jest } from '@jest/globals';
import { figures } from '../support/chaos/figures.ts';
import { IMMORTAL, live } from '../support/chaos/life.ts';
import { isLong, oneOf, randomFrom, seedOfRun } from '../support/chaos/random.ts';
import { openStage, QUICK_CONFIG } from '../support/chaos/stage.ts';
import { findFaults, NOTHING, peace } from '../support/chaos/verdict.ts';
import type { SimEngine } from '../support/sim-engine/sim-engine.ts';

jest.setTimeout(1_800_000);

const TROUBLES = isLong() ? 400 : 40;
/** By then a reconcile has come round, also after an engine that was away, and also on a busy machine: 6 s of its time. */
const SEEN_AFTER_MS = 120_000;

type Pause = (ms: number) => Promise<void>;

/** What engines and the ways to them do. Each is over when it resolves. */
const PLAGUES: Readonly<Record<string, (engine: SimEngine, pause: Pause) => Promise<void>>> = {
  cut: async (engine) => engine.cutStreams(),
  restart: (engine) => engine.restart({ awayMs: 3_000 }),
  refused: async (engine, pause) => {
    await engine.refuse();
    await pause(6_000);
    await engine.accept();
  },
  // No stream breaks: only the next full look can tell.
  deaf: async (engine, pause) => {
    engine.loseEvents(true);
    await pause(5_000);
    engine.loseEvents(false);
  },
  failing: async (engine, pause) => {
    engine.inject({ on: 'GET', kind: 'status', status: 503 });
    await pause(4_000);
    engine.faults.clear();
  },
  slow: async (engine, pause) => {
    engine.inject({ on: 'GET /containers', kind: 'slow', ms: 1_500 });
    await pause(8_000);
    engine.faults.clear();
  },
};

it('misses no sickness on an engine that is restarted, refuses, fails, dawdles and loses events', async () => {
  const seed = seedOfRun();
  const random = randomFrom(seed);
  await using stage = await openStage(30, random);
  const { world, engine, troubles, client } = stage;
  const { clock } = world;
  const life = await live(world, IMMORTAL, random);
  const raging = troubles.run(2_000);
  for (let trouble = 0; trouble < TROUBLES; trouble += 1) {
    await clock.sleep(8_000 * random());
    await oneOf(Object.values(PLAGUES), random)(engine, (ms) => clock.sleep(ms));
  }
  troubles.end();
  await raging;
  await peace(client);
  await life.bury();

  const { sicknesses } = troubles;
  const evidence = { client, records: engine.containers, sicknesses, seenAfterMs: SEEN_AFTER_MS };
  const { faults, counts } = await findFaults({ ...evidence, heal: QUICK_CONFIG.heal });
  expect({ seed, ...faults }).toEqual({ seed, ...NOTHING });
  expect(counts.incidents).toBeGreaterThan(TROUBLES / 2);
  figures('troubles of the engine', { troubles: TROUBLES, ...counts });
});
