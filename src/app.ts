import { hostname } from 'node:os';
import { type Clock, systemClock } from './base/clock.ts';
import { Emitter } from './base/emitter.ts';
import { messageOf, ParamedicError } from './base/errors.ts';
import { newId } from './base/id.ts';
import type { Logger } from './base/logger.ts';
import { Loop } from './base/loop.ts';
import type { Service } from './base/service.ts';
import type { Config } from './config/config.ts';
import type { Finding } from './containers/finding.ts';
import { type Engine, openEngine } from './docker/open-engine.ts';
import { ProcHostProbe } from './host/host-probe.ts';
import { ownContainerId } from './host/own-container.ts';
import { createHttpServer } from './http/server.ts';
import type { Happening } from './incidents/happening.ts';
import type { FleetView } from './incidents/view.ts';
import { createMetrics } from './metrics/metrics.ts';
import { Delivery } from './notifications/delivery.ts';
import { createWebhook } from './notifications/webhook.ts';
import { openStorage, type Storage } from './storage/open.ts';
import { logHappening } from './watch/diary.ts';
import { createMonitor } from './watch/monitor.ts';
import { viewOf, waitingBoard } from './watch/waiting-board.ts';

export interface AppOptions {
  readonly config: Config;
  readonly findings: readonly Finding[];
  readonly logger: Logger;
  readonly version: string;
  readonly clock?: Clock;
}

export interface App {
  readonly fleet: FleetView;
  readonly happenings: Emitter<Happening>;
  readonly url: string;
  /** Resolves when the storage has been read and the watch has begun. */
  readonly watching: Promise<void>;
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** What the engine still knows of the time while we were away (its last 256 events) tells crashes from stops. */
const LOOK_BACK_MS = HOUR_MS;
/** How long the start waits for the engine to tell the host's name; without it the machine's own name serves. */
const NAME_PATIENCE_MS = 3_000;

/** The composition root: everything is made here, started in order and stopped in the opposite order. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, findings, logger, version, clock = systemClock } = options;
  const happenings = new Emitter<Happening>((error) => logger.error('listener_failed', { error: messageOf(error) }));
  const started: Service[] = [];
  const begin = async (service: Service): Promise<void> => {
    await service.start();
    started.push(service);
  };
  const stopping = new AbortController();
  const stop = async (): Promise<void> => {
    stopping.abort();
    for (const service of started.splice(0).reverse()) {
      await service
        .stop()
        .catch((error) => logger.error('stop_failed', { service: service.name, error: messageOf(error) }));
    }
  };

  try {
    const engine = openEngine({ ...config.engine, clock, logger });
    await begin({ name: 'engine', start: async () => {}, stop: async () => engine.close() });
    const host = config.host ?? (await engineHostName(engine, clock)) ?? hostname();
    const { databaseUrl, dataDir, retention } = config;
    const storage = await openStorage({ databaseUrl, dataDir, retention, clock, logger });
    await begin({ name: 'storage', start: async () => {}, stop: () => storage.close() });

    let board = waitingBoard({
      host,
      mode: config.mode,
      since: clock.now(),
      storage: () => storage.status(),
      findings: () => findings,
      now: () => clock.now(),
    });
    const fleet = viewOf(() => board);
    const metrics = createMetrics({ fleet, clock, version });
    await begin({ name: 'metrics', start: async () => {}, stop: async () => metrics.close() });
    happenings.on((happening) => metrics.observe(happening));
    happenings.on((happening) => logHappening(logger, happening));
    for (const finding of findings) happenings.emit({ kind: 'finding', at: clock.now(), finding });

    const http = createHttpServer({ config, fleet, archive: storage.archive, metrics, clock, logger, version });
    await begin(http);

    const channels = config.webhookUrl === undefined ? [] : [createWebhook(config.webhookUrl)];
    const watch = async (): Promise<void> => {
      await storage.ready();
      const since = clock.now() - Math.max(config.heal.budget.windowMs, config.heal.hostBudget.windowMs, 2 * HOUR_MS);
      const recollection = await insist(() => storage.memory.recollect(host, since), clock, stopping.signal);
      if (recollection === undefined) return;
      const monitor = createMonitor({
        config,
        host,
        own: { containerId: await ownContainerId(), databaseHost: hostOf(databaseUrl) },
        census: engine.census,
        sampler: engine.sampler,
        hands: engine.hands,
        hostProbe: new ProcHostProbe({ diskPath: dataDir, clock }),
        stream: (listener) => engine.stream(listener, LOOK_BACK_MS),
        ledger: storage.ledger,
        storage: () => storage.status(),
        recollection,
        channels: channels.map((channel) => channel.name),
        findings,
        clock,
        logger,
        happenings,
        newId,
      });
      board = monitor.board;
      for (const service of monitor.services) await begin(service);
      for (const service of upkeepLoops(storage, clock, logger)) await begin(service);
      if (channels.length === 0) return;
      const delivery = new Delivery({
        outbox: storage.outbox,
        channels,
        clock,
        logger,
        onOutcome: (channel, outcome) => metrics.notificationSent(channel, outcome),
      });
      await begin(
        new Loop({ name: 'delivery', intervalMs: 1_000, clock, logger, runOnce: (signal) => delivery.runOnce(signal) }),
      );
    };
    const watching = watch();
    watching.catch(() => {});
    return { fleet, happenings, url: http.address().url, watching, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function upkeepLoops(storage: Storage, clock: Clock, logger: Logger): Service[] {
  return [
    new Loop({
      name: 'drain',
      intervalMs: 1_000,
      clock,
      logger,
      runOnce: async () => {
        await storage.drainOnce();
        return undefined;
      },
    }),
    new Loop({
      name: 'upkeep',
      intervalMs: HOUR_MS,
      clock,
      logger,
      runOnce: async () => {
        await storage.upkeep(clock.now());
        return undefined;
      },
    }),
  ];
}

/** Again every second while trying again can help; undefined when stopped meanwhile. */
async function insist<T>(work: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ParamedicError && error.retryable)) throw error;
      await clock.sleep(1_000, signal);
    }
  }
  return undefined;
}

async function engineHostName(engine: Engine, clock: Clock): Promise<string | undefined> {
  const facts = engine.introduce().then(
    (it) => it.facts,
    () => undefined,
  );
  return (await Promise.race([facts, clock.sleep(NAME_PATIENCE_MS).then(() => undefined)]))?.host;
}

function hostOf(databaseUrl: string | undefined): string | undefined {
  return databaseUrl === undefined ? undefined : (URL.parse(databaseUrl)?.hostname ?? undefined);
}
