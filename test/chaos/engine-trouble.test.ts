import { expect, it, jest } from '@jest/globals';
import { figures } from '../support/chaos/figures.ts';
import { IMMORTAL, live } from '../support/chaos/life.ts';
import { hastyOf } from '../support/chaos/patience.ts';
import { HUNG, lateIn, PLAGUES } from '../support/chaos/plagues.ts';
import { isLong, randomFrom, seedOfRun, shuffled } from '../support/chaos/random.ts';
import { openStage, QUICK_CONFIG } from '../support/chaos/stage.ts';
import { findFaults, NOTHING, peace } from '../support/chaos/verdict.ts';

jest.setTimeout(1_800_000);

/** So often each trouble that there is. */
const ROUNDS = isLong() ? 27 : 3;
const TROUBLES = ROUNDS * PLAGUES.length;
/** By then a reconcile has come round, also after an engine that was away, and also on a busy machine: 6 s of its time. */
const SEEN_AFTER_MS = 120_000;
const seed = seedOfRun();

it(`misses no sickness on an engine that restarts, refuses, fails, dawdles, hangs and loses events (CHAOS_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  await using stage = await openStage(30, random);
  const { world, engine, troubles, client } = stage;
  const { clock } = world;
  const life = live(world, IMMORTAL);
  const raging = troubles.run(2_000);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const plague of shuffled(PLAGUES, random)) {
      await clock.sleep(8_000 * random());
      await plague(engine, (ms) => clock.sleep(ms));
    }
  }
  troubles.end();
  await raging;
  await peace(client);
  const ended = clock.now();
  await life.bury();

  const { sicknesses } = troubles;
  const evidence = { client, records: engine.containers, sicknesses, seenAfterMs: SEEN_AFTER_MS };
  const { faults, counts } = await findFaults({ ...evidence, heal: QUICK_CONFIG.heal });
  const unanswered = engine.unanswered.filter(({ at }) => at < ended - 60_000);
  expect({ seed, ...faults, late: unanswered.flatMap(lateIn), hasty: hastyOf(life.givenUp) }).toEqual({
    seed,
    ...NOTHING,
    late: [],
    hasty: [],
  });
  const hung = engine.unanswered.map(({ kind, request }) => `${kind} ${request}`);
  expect(hung).toEqual(expect.arrayContaining([...HUNG]));
  expect(life.givenUp.map(({ call }) => call)).toEqual(expect.arrayContaining(['list', 'inspect', 'restart']));
  expect(counts.incidents).toBeGreaterThan(TROUBLES / 2);
  figures('troubles of the engine', { troubles: TROUBLES, 'calls never answered': unanswered.length, ...counts });
});
