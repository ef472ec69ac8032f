import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { newId } from '../../../src/base/id.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { StreamListener } from '../../../src/containers/ports.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { ProcHostProbe } from '../../../src/host/host-probe.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { createMonitor } from '../../../src/watch/monitor.ts';
import type { SimEngine } from '../sim-engine/sim-engine.ts';
import { type MortalStorage, openMortalStorage } from './mortal-storage.ts';
import { Mortality } from './mortality.ts';
import { type GivenUp, timed } from './patience.ts';
import type { Fate } from './points.ts';
import type { PostgresGate } from './postgres-gate.ts';
import type { Span } from './properties.ts';

const HOST = 'chaos';

/** What outlives every life. */
export interface World {
  readonly engine: SimEngine;
  readonly postgres: PostgresGate;
  readonly spoolFolder: string;
  readonly clock: Clock;
  readonly config: Config;
}

export function chaosConfig(env: Record<string, string>): Config {
  const loaded = loadConfig({
    env,
    cwd: '/',
    readFile: () => {
      throw Object.assign(new Error('no file'), { code: 'ENOENT' });
    },
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

/** Longer than any window that a budget has. */
const LOOK_BACK_MS = 2 * 3_600_000;

/** Of rough weather, by the clock of the world. */
const POSTGRES_AWAY_MS = 2_000;
const POSTGRES_THERE_MS = 500;

export const IMMORTAL: Fate = { weather: 'fair' };

export interface Life {
  /** Of each kind so far. */
  readonly calls: ReadonlyMap<string, number>;
  /** The time in which it had all containers in view; undefined: it did not get that far. */
  readonly watch: Span | undefined;
  /** Its looks at all containers. */
  readonly looks: readonly Span[];
  /** Calls to the engine that it waited for in vain. */
  readonly givenUp: readonly GivenUp[];
  /** Rejects when it could not even begin, or when its fate is not fulfilled in time. */
  fulfilled(deadlineMs: number): Promise<void>;
  /** Ends it if it lives; resolves when nothing of it is under way any more, but for what the engine goes on with. */
  bury(): Promise<void>;
}

/** A monitor from its start to its fate. All that it leaves behind is on record, in the spool or on the engine. */
export function live(world: World, { point, weather }: Fate): Life {
  const { engine, postgres } = world;
  const mortality = new Mortality(point);
  engine.gatekeeper = mortality.gatekeeper;
  postgres.gatekeeper = mortality.gatekeeper;
  postgres.open();
  mortality.ended.addEventListener('abort', () => {
    engine.hangUp();
    postgres.close();
  });
  let watch: { from: number; to: number } | undefined;
  const happenings = new Emitter<Happening>(() => {});
  const looks: Span[] = [];
  happenings.on((it) => {
    if (it.kind !== 'reconciled') return;
    looks.push({ from: it.at - it.seconds * 1000, to: it.at });
    watch ??= { from: it.at, to: Number.POSITIVE_INFINITY };
  });
  mortality.ended.addEventListener('abort', () => {
    if (watch !== undefined) watch.to = world.clock.now();
  });
  const givenUp: GivenUp[] = [];
  const stack = new AsyncDisposableStack();
  const begun = begin(world, mortality, { happenings, onGivenUp: (it) => givenUp.push(it) }, stack).then((storage) =>
    weather === 'rough' ? rage(world, mortality, storage) : undefined,
  );
  const failed = new Promise<never>((_, reject) => begun.catch(reject));
  failed.catch(() => {});
  return {
    calls: mortality.calls,
    givenUp,
    looks,
    get watch() {
      return watch;
    },
    async fulfilled(deadlineMs) {
      const { ended } = mortality;
      const late = sleep(deadlineMs, undefined, { signal: ended }).catch(() => {});
      await Promise.race([late, failed]);
      if (!mortality.isOver) throw new Error(`no end at ${JSON.stringify(point)} within ${deadlineMs} ms`);
    },
    async bury() {
      mortality.end();
      await stack.disposeAsync();
      await postgres.settled();
    },
  };
}

/** Postgres goes away and comes back, and stays until it has been told everything. */
async function rage({ clock, postgres }: World, mortality: Mortality, storage: MortalStorage): Promise<void> {
  const mortal = mortality.clock(clock);
  for (;;) {
    postgres.close();
    await mortal.sleep(POSTGRES_AWAY_MS);
    postgres.open();
    do await mortal.sleep(POSTGRES_THERE_MS);
    while (!storage.isDrained());
  }
}

async function begin(
  world: World,
  mortality: Mortality,
  told: { happenings: Emitter<Happening>; onGivenUp: (it: GivenUp) => void },
  stack: AsyncDisposableStack,
): Promise<MortalStorage> {
  const { clock, config, engine: sim, postgres, spoolFolder } = world;
  const storage = await openMortalStorage(mortality, { url: postgres.url, spoolFolder, clock });
  stack.defer(() => storage.release());
  const recollection = await storage.recollect(HOST, clock.now() - LOOK_BACK_MS);
  const engine = openEngine({ dockerHost: sim.dockerHost, clock, logger: silentLogger });
  stack.defer(async () => {
    await mortality.settled();
    engine.close();
  });
  const monitor = createMonitor({
    config,
    host: HOST,
    own: { containerId: undefined, databaseHost: undefined },
    census: mortality.guard(timed(engine.census, clock, told.onGivenUp)),
    sampler: mortality.guard(engine.sampler),
    hands: mortality.guard(timed(engine.hands, clock, told.onGivenUp)),
    scene: mortality.guard(engine.scene),
    probes: { run: () => Promise.reject(new Error('none of these containers has a probe')) },
    logs: mortality.guard(engine.logs),
    hostProbe: mortality.guard(new ProcHostProbe({ diskPath: '/', clock })),
    stream: (listener: StreamListener) => {
      const stream = engine.stream(mortality.listener(listener), LOOK_BACK_MS);
      stack.defer(() => stream.stop());
      return stream;
    },
    ledger: storage.ledger,
    storage: () => ({ ready: true, since: 0, spooledRecords: 0, droppedSamples: 0, reason: undefined }),
    recollection,
    channels: [],
    findings: [],
    clock: mortality.clock(clock),
    logger: silentLogger,
    happenings: told.happenings,
    newId,
  });
  for (const service of monitor.services) void service.start();
  return storage;
}
