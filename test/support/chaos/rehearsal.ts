import { setTimeout as pause } from 'node:timers/promises';
import { live, type World } from './life.ts';
import { type Habits, isWhole, type Weather } from './points.ts';

/** By then containers are past their grace, and some of them sick. */
const PROLOGUE_MS = 1_500;
/** So long after its beginning a monitor has looked, recorded and acted. */
const LIFE_MS = 200;
const LIVES = 5;

type Calls = ReadonlyMap<string, number>;

/** Lives that nothing happens to, on the stage of the run itself: which calls they make, and how many of each. */
export async function rehearse(world: World): Promise<Habits> {
  await callsOf(world, 'fair', PROLOGUE_MS);
  return { fair: await typical(world, 'fair'), rough: await typical(world, 'rough') };
}

async function typical(world: World, weather: Weather): Promise<Calls> {
  const sums = new Map<string, number>();
  let lives = 0;
  // On a busy machine some live too slowly to get as far as to act: they live longer then.
  while (lives < LIVES || (lives < 20 * LIVES && !isWhole(sums, weather))) {
    lives += 1;
    const calls = await callsOf(world, weather, LIFE_MS * Math.ceil(lives / LIVES));
    for (const [kind, count] of calls) sums.set(kind, (sums.get(kind) ?? 0) + count);
  }
  return new Map([...sums].map(([kind, sum]) => [kind, Math.ceil(sum / lives)]));
}

async function callsOf(world: World, weather: Weather, lifeMs: number): Promise<Calls> {
  const { calls, bury } = live(world, { weather });
  await pause(lifeMs);
  await bury();
  return calls;
}
