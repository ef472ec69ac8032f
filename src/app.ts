import { hostname } from 'node:os';
import { Duty } from './app/duty.ts';
import { giveRoom } from './app/heap.ts';
import { hostName } from './app/host-name.ts';
import type { WorkerSurroundings } from './app/make-worker.ts';
import { onCallFaces } from './app/on-call-faces.ts';
import { beginOwnWorker } from './app/own-worker.ts';
import { ending, Services } from './app/services.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { Emitter } from './base/emitter.ts';
import { messageOf } from './base/errors.ts';
import type { Logger } from './base/logger.ts';
import type { Config } from './config/config.ts';
import type { Finding } from './containers/finding.ts';
import { openEngine } from './docker/open-engine.ts';
import { createHttpServer } from './http/server.ts';
import type { Happening } from './incidents/happening.ts';
import type { FleetView, LeadershipStatus } from './incidents/view.ts';
import { createMetrics } from './metrics/metrics.ts';
import { channelsOf } from './notifications/channels.ts';
import { openStorage } from './storage/open.ts';
import { logHappening } from './watch/diary.ts';

export interface AppOptions {
  readonly config: Config;
  readonly findings: readonly Finding[];
  readonly logger: Logger;
  readonly version: string;
  readonly clock?: Clock;
  /** Given: a worker runs in this process, too, where Claude Code can be launched and the database is our own. */
  readonly surroundings?: WorkerSurroundings;
  /** Called when it is known whether this monitor leads, and whenever that changes. */
  readonly onRole?: (role: LeadershipStatus) => void;
}

export interface App {
  readonly fleet: FleetView;
  readonly happenings: Emitter<Happening>;
  readonly url: string;
  /** Resolves when this monitor leads, the storage has been read and the watch has begun. */
  readonly watching: Promise<void>;
  stop(): Promise<void>;
}

/** The composition root: everything is made here, started in order and stopped in the opposite order. */
export async function startApp(options: AppOptions): Promise<App> {
  const { clock = systemClock, logger } = options;
  const services = new Services(clock, logger);
  try {
    return await compose(options, services, clock);
  } catch (error) {
    await services.end();
    throw error;
  }
}

async function compose(options: AppOptions, services: Services, clock: Clock): Promise<App> {
  const { config, findings, logger, version, onRole = () => {} } = options;
  const { databaseUrl, dataDir, retention } = config;
  const happenings = new Emitter<Happening>((error) => logger.error('listener_failed', { error: messageOf(error) }));

  const engine = openEngine({ ...config.engine, clock, logger });
  await services.begin(ending('engine', async () => engine.close()));
  const host = await hostName(config, engine, clock);
  const storage = await openStorage({ databaseUrl, dataDir, retention, clock, logger });
  await services.begin(ending('storage', () => storage.close()));

  const duty = new Duty({ config, findings, host, engine, storage, happenings, clock, logger });
  const { fleet, desk } = duty;
  const { figures, onCall, mcp } = onCallFaces({ config, storage, fleet, desk, version, clock, logger });
  const metrics = createMetrics({
    ...{ fleet, clock, version },
    onCall: { view: figures, usdPerDay: config.claude.usdPerDay },
  });
  await services.begin(ending('metrics', async () => metrics.close()));
  happenings.on((happening) => metrics.observe(happening));
  giveRoom(happenings);
  happenings.on((happening) => logHappening(logger, happening));
  for (const finding of findings) happenings.emit({ kind: 'finding', at: clock.now(), finding });

  const sources = { fleet, desk, archive: storage.archive, metrics, onCall, mcp, clock, version };
  const http = createHttpServer({ ...sources, config, logger });
  await services.begin(http);
  await services.begin(figures);
  const { url, port } = http.address();

  const channels = channelsOf(config, () => clock.now());
  if (options.surroundings !== undefined) {
    void beginOwnWorker(services, { config, storage, surroundings: options.surroundings, clock, logger });
  }
  duty.begin(services, { metrics, channels, name: `${hostname()}:${port}`, onRole });
  return { fleet, happenings, url, watching: duty.watching, stop: () => services.end() };
}
