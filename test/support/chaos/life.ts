import type { Clock } from '../../../src/base/clock.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import { newId } from '../../../src/base/id.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { StreamListener } from '../../../src/containers/ports.ts';
import { openEngine } from '../../../src/docker/open-engine.ts';
import { ProcHostProbe } from '../../../src/host/host-probe.ts';
import type { Ledger, Memory } from '../../../src/incidents/ledger.ts';
import { createMonitor } from '../../../src/watch/monitor.ts';
import { Mortality } from './mortality.ts';

const HOST = 'chaos';

export interface World {
  readonly dockerHost: string;
  readonly clock: Clock;
  readonly config: Config;
  readonly ledger: Ledger;
  readonly memory: Memory;
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

/** Where a life ends: at which call, of those through these ports. */
export interface Fate {
  readonly ports: readonly string[];
  readonly calls: number;
}

export const IMMORTAL: Fate = { ports: [], calls: Number.POSITIVE_INFINITY };

/** A start alone is some thirty calls: were all alike, few lives would get as far as to act. */
export function fateOf(random: () => number): Fate {
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const dice = random();
  if (dice < 0.3) return { ports: ['hands', 'scene'], calls: upTo(6) };
  if (dice < 0.7) return { ports: ['ledger'], calls: upTo(40) };
  return { ports: ['census', 'hands', 'ledger', 'scene'], calls: upTo(120) };
}

/** A monitor from its start to its fate. All that it leaves behind is on record or on the engine. */
export async function live(world: World, fate: Fate, random: () => number): Promise<Life> {
  const { clock, config, ledger, memory, dockerHost } = world;
  const life = new Mortality(fate.calls, random);
  const mortal = <T extends object>(name: string, port: T) => life.guard(name, port, fate.ports.includes(name));
  const recollection = await memory.recollect(HOST, clock.now() - LOOK_BACK_MS);
  const engine = openEngine({ dockerHost, clock, logger: silentLogger });
  let stream: { stop(): Promise<void> } | undefined;
  const monitor = createMonitor({
    config,
    host: HOST,
    own: { containerId: undefined, databaseHost: undefined },
    census: mortal('census', engine.census),
    sampler: mortal('sampler', engine.sampler),
    hands: mortal('hands', engine.hands),
    scene: mortal('scene', engine.scene),
    probes: { run: () => Promise.reject(new Error('none of these containers has a probe')) },
    logs: mortal('logs', engine.logs),
    hostProbe: mortal('host', new ProcHostProbe({ diskPath: '/', clock })),
    stream: (listener: StreamListener) => {
      const made = engine.stream(life.listener(listener), LOOK_BACK_MS);
      stream = made;
      return made;
    },
    ledger: mortal('ledger', ledger),
    storage: () => ({ ready: true, since: 0, spooledRecords: 0, droppedSamples: 0, reason: undefined }),
    recollection,
    channels: [],
    findings: [],
    clock: life.clock(clock),
    logger: silentLogger,
    happenings: new Emitter(() => {}),
    newId,
  });
  for (const service of monitor.services) void service.start();
  const bury = async () => {
    life.end();
    await stream?.stop();
    await life.settled();
    engine.close();
  };
  return { mortality: life, bury };
}

export interface Life {
  readonly mortality: Mortality;
  /** Ends it if it lives; resolves when nothing of it is under way any more, but for what the engine goes on with. */
  bury(): Promise<void>;
}
