import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, jest } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { figures } from '../support/chaos/figures.ts';
import { chaosConfig } from '../support/chaos/life.ts';
import type { Span } from '../support/chaos/properties.ts';
import { isLong, randomFrom, seedOfRun } from '../support/chaos/random.ts';
import { Troubles } from '../support/chaos/troubles.ts';
import { findFaults, NOTHING, peace } from '../support/chaos/verdict.ts';
import { dataFolder } from '../support/data-folder.ts';
import { MonitorProcess } from '../support/monitor-process.ts';
import { connect, freshDatabase } from '../support/postgres.ts';
import { simEngine } from '../support/sim-engine/sim-engine.ts';
import { manySpecs } from '../support/sim-engine/spec.ts';

jest.setTimeout(3_600_000);

const KILLS = isLong() ? 220 : 10;
const LONGEST_LIFE_MS = 1_500;
/** Somebody was there for so long, in several lives: some of them end before they have looked, and on a slow machine more do. */
const SEEN_AFTER_MS = 3_000;
/** An attempt that was lost counts as under way until its deadline, 16 s after its intent. */
const PEACE_MS = 60_000;

const seed = seedOfRun();

it(`keeps its word over ${KILLS} kill -9 of the real process (CHAOS_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  await using database = await freshDatabase();
  await using client = await connect(database.url);
  await using data = await dataFolder();
  await using engine = await simEngine(manySpecs(30));
  const env = {
    DOCKER_HOST: engine.dockerHost,
    DATABASE_URL: database.url,
    PARAMEDIC_DATA_DIR: data.path,
    PARAMEDIC_HEAL_STOP_TIMEOUT: '1s',
    PARAMEDIC_HEAL_HOST_BUDGET: '10000/600s',
    PARAMEDIC_HEAL_MAX_UNHEALTHY: '100%',
    PARAMEDIC_THRESHOLDS_FLAP: '50/60s',
    PARAMEDIC_THRESHOLDS_LOOP: '50/60s',
    PARAMEDIC_THRESHOLDS_SLOW_LOOP: '50/120s',
  };
  const troubles = new Troubles(engine, random, systemClock);
  const raging = troubles.run(250);
  const watches: Span[] = [];
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      await using monitor = await MonitorProcess.start(env);
      const from = Date.now();
      await pause(LONGEST_LIFE_MS * random());
      watches.push({ from, to: Date.now() });
      await monitor.killHard();
    }
  } finally {
    troubles.end();
    await raging;
  }
  await using _ = await MonitorProcess.start(env);
  await peace(client, PEACE_MS);

  const { sicknesses } = troubles;
  const { heal } = chaosConfig({ PARAMEDIC_HEAL_STOP_TIMEOUT: '1s' });
  const presence = { watches, looks: [] };
  const evidence = { client, records: engine.containers, sicknesses, heal, seenAfterMs: SEEN_AFTER_MS, presence };
  const { faults, counts } = await findFaults(evidence);
  expect({ seed, ...faults }).toEqual({ seed, ...NOTHING });
  // Most lives end before a backoff does; enough of them begin a restart.
  expect(counts.restarts).toBeGreaterThan(KILLS / 20);
  figures('kill -9 of the real process', { kills: KILLS, ...counts });
});
