import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, jest } from '@jest/globals';
import { figures } from '../support/chaos/figures.ts';
import { fateOf, IMMORTAL, live } from '../support/chaos/life.ts';
import { isLong, randomFrom, seedOfRun } from '../support/chaos/random.ts';
import { openStage, QUICK_CONFIG } from '../support/chaos/stage.ts';
import { findFaults, NOTHING, peace } from '../support/chaos/verdict.ts';

jest.setTimeout(3_600_000);

const DEATHS = isLong() ? 3_000 : 220;
/** A life that nothing happens to ends by then. */
const LONGEST_LIFE_MS = 300;
/** Some lives have seen it by then. */
const SEEN_AFTER_MS = 30_000;

it(`loses no incident, repeats no restart and forgets no budget over ${DEATHS} deaths at random points`, async () => {
  const seed = seedOfRun();
  const random = randomFrom(seed);
  await using stage = await openStage(16, random);
  const { world, engine, troubles, client } = stage;
  const raging = troubles.run(900);

  const deaths: string[] = [];
  for (let death = 0; death < DEATHS; death += 1) {
    const { mortality, bury } = await live(world, fateOf(random), random);
    await pause(LONGEST_LIFE_MS, undefined, { signal: mortality.ended }).catch(() => {});
    await bury();
    deaths.push(mortality.lastCall);
  }

  troubles.end();
  await raging;
  const last = await live(world, IMMORTAL, random);
  await peace(client);
  await last.bury();

  const { sicknesses } = troubles;
  const evidence = { client, records: engine.containers, sicknesses, seenAfterMs: SEEN_AFTER_MS };
  const { faults, counts } = await findFaults({ ...evidence, heal: QUICK_CONFIG.heal });
  expect({ seed, ...faults }).toEqual({ seed, ...NOTHING });
  // The dice fell on looks, records and acts, and there was something to lose.
  for (const port of ['census', 'ledger', 'hands']) expect(deaths).toContainEqual(expect.stringContaining(`${port}.`));
  expect(counts.restarts).toBeGreaterThan(DEATHS / 10);
  const atCalls = deaths.filter((call) => call !== 'outside').length;
  figures('deaths at random points, in one process', { deaths: DEATHS, 'at a call': atCalls, ...counts });
});
