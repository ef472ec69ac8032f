import { expect, it, jest } from '@jest/globals';
import { figures } from '../support/chaos/figures.ts';
import { isLong, randomFrom, seedOfRun } from '../support/chaos/random.ts';
import { freshDatabase } from '../support/postgres.ts';
import { queueTrial } from '../support/queue/trial.ts';

jest.setTimeout(3_600_000);

const ROWS = 1_000;
const KILLS = isLong() ? 25 : 3;

it(`ends each of ${ROWS} escalations exactly once over ${KILLS} kill -9 of its workers`, async () => {
  const seed = seedOfRun();
  await using database = await freshDatabase();
  const trial = await queueTrial({ url: database.url, rows: ROWS, kills: KILLS, random: randomFrom(seed) });
  const { rescued, seconds: _, ...verdict } = trial;
  expect({ seed, ...verdict }).toEqual({ seed, finished: ROWS, lost: 0, endedTwice: 0, miscounted: 0, leftRunning: 0 });
  figures('kill -9 of workers', { kills: KILLS, escalations: verdict.finished, rescued });
});
