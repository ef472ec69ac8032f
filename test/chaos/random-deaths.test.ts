import { expect, it, jest } from '@jest/globals';
import { figures } from '../support/chaos/figures.ts';
import { IMMORTAL, live } from '../support/chaos/life.ts';
import { distribution, drawFate, nameOf } from '../support/chaos/points.ts';
import { type Span, wasInView } from '../support/chaos/properties.ts';
import { isLong, randomFrom, seedOfRun } from '../support/chaos/random.ts';
import { rehearse } from '../support/chaos/rehearsal.ts';
import { openStage, QUICK_CONFIG } from '../support/chaos/stage.ts';
import { findFaults, NOTHING, peace } from '../support/chaos/verdict.ts';

jest.setTimeout(3_600_000);

const DEATHS = isLong() ? 3_000 : 220;
/** Its call comes within some 100 ms; whose does not has found a way to stand still. */
const LONGEST_LIFE_MS = 30_000;
/** Of a crash: for so long there was one life or another that could be told of it, 0.75 s of its time in all. */
const SEEN_AFTER_MS = 15_000;
/** So that there is always somebody left to heal: the restarts of most lives come to nothing. */
const PATIENCE_MS = 40_000;
/** Above all: before the engine has heard of a restart, while it is at it, and before anybody knows that it is done. */
const POINTS_OF_INTEREST = [
  ...['before', 'during', 'after'].map((moment) => `POST /containers/{id}/restart, ${moment}`),
  ...['before', 'after'].flatMap((moment) =>
    ['Postgres transaction', 'spool write'].map((kind) => `${kind}, ${moment}`),
  ),
];
const seed = seedOfRun();

it(`loses no incident, repeats no restart and forgets no budget over ${DEATHS} deaths at random calls (CHAOS_SEED=${seed})`, async () => {
  await using stage = await openStage(24, randomFrom(seed), PATIENCE_MS);
  const { world, engine, troubles, client } = stage;
  const raging = troubles.run(900);
  const habits = await rehearse(world);

  // Dice of their own: those of the troubles fall when their time comes.
  const dice = randomFrom(seed + 1);
  const deaths: string[] = [];
  const watches: Span[] = [];
  const looks: Span[] = [];
  for (let death = 0; death < DEATHS; death += 1) {
    const fate = drawFate(habits, dice);
    const life = live(world, fate);
    await life.fulfilled(LONGEST_LIFE_MS).finally(() => life.bury());
    deaths.push(nameOf(fate.point));
    if (life.watch !== undefined) watches.push(life.watch);
    looks.push(...life.looks);
  }

  const last = live(world, IMMORTAL);
  troubles.end();
  await raging;
  await peace(client);
  await last.bury();

  const { sicknesses } = troubles;
  const presence = { watches, looks };
  const evidence = { client, records: engine.containers, sicknesses, seenAfterMs: SEEN_AFTER_MS, presence };
  const { faults, counts } = await findFaults({ ...evidence, heal: QUICK_CONFIG.heal });
  expect({ seed, ...faults }).toEqual({ seed, ...NOTHING });
  // There was something to lose.
  expect(deaths).toEqual(expect.arrayContaining(POINTS_OF_INTEREST));
  const seen = sicknesses.filter((it) => wasInView(it, SEEN_AFTER_MS, presence)).length;
  expect(seen).toBeGreaterThan(DEATHS / 4);
  expect(counts.restarts).toBeGreaterThan(DEATHS / 2);
  figures('deaths at random calls, in one process', {
    deaths: DEATHS,
    ...counts,
    'sicknesses in view': seen,
    ...distribution(deaths),
  });
});
