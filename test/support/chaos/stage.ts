import { Database } from '../../../src/storage/database.ts';
import { daysAround, ensurePartitions } from '../../../src/storage/partitions.ts';
import { dataFolder } from '../data-folder.ts';
import { fastClock } from '../fast-clock.ts';
import { type Connection, connect, freshDatabase } from '../postgres.ts';
import { type SimEngine, simEngine } from '../sim-engine/sim-engine.ts';
import { manySpecs } from '../sim-engine/spec.ts';
import { chaosConfig, type World } from './life.ts';
import { postgresGate } from './postgres-gate.ts';
import { Troubles } from './troubles.ts';

/** Deadlines, budgets and windows come to bear within seconds. */
const SPEED = 20;

export const QUICK_CONFIG = chaosConfig({
  PARAMEDIC_INTERVAL: '10s',
  PARAMEDIC_HEAL_VERIFY: '3s',
  PARAMEDIC_HEAL_STOP_TIMEOUT: '1s',
  PARAMEDIC_HEAL_MAX_ATTEMPTS: '4',
  PARAMEDIC_HEAL_BACKOFF_MIN: '2s',
  PARAMEDIC_HEAL_BACKOFF_MAX: '8s',
  PARAMEDIC_HEAL_BUDGET: '3/60s',
  PARAMEDIC_HEAL_HOST_BUDGET: '10000/600s',
  PARAMEDIC_HEAL_MAX_UNHEALTHY: '100%',
  // Who falls sick again and again does so within a minute here.
  PARAMEDIC_THRESHOLDS_FLAP: '8/60s',
  PARAMEDIC_THRESHOLDS_LOOP: '6/60s',
  PARAMEDIC_THRESHOLDS_SLOW_LOOP: '12/120s',
});

export interface Stage extends AsyncDisposable {
  readonly world: World;
  readonly engine: SimEngine;
  readonly troubles: Troubles;
  readonly client: Connection;
}

/** A simulated engine on which containers fall sick, and a real Postgres, with a clock of their own. */
export async function openStage(containers: number, random: () => number, patienceMs?: number): Promise<Stage> {
  const clock = fastClock(SPEED);
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await freshDatabase());
  const client = stack.use(await connect(url));
  const database = new Database();
  database.use(url);
  await ensurePartitions(database, daysAround(clock.now()));
  await database.close();
  const postgres = stack.use(await postgresGate(url));
  const { path: spoolFolder } = stack.use(await dataFolder());
  const engine = stack.use(await simEngine(manySpecs(containers), clock));
  const troubles = new Troubles(engine, random, clock, patienceMs);
  stack.defer(() => troubles.end());
  const world = { engine, postgres, spoolFolder, clock, config: QUICK_CONFIG };
  return { world, engine, troubles, client, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
