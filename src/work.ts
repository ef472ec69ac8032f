import { capabilityOf, makeWorker, type WorkerSurroundings } from './app/make-worker.ts';
import { ending, Services } from './app/services.ts';
import { caseUpkeepLoop } from './app/upkeep.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { messageOf, ParamedicError } from './base/errors.ts';
import { createLogger, type Logger } from './base/logger.ts';
import { Loop } from './base/loop.ts';
import type { Config } from './config/config.ts';
import { redactUrl } from './config/database-url.ts';
import { DiskCaseFiles } from './host/case-files.ts';
import { embeddedUrl } from './storage/embedded.ts';
import { openWorkerStorage } from './storage/worker-storage.ts';

export interface WorkOptions {
  readonly config: Config;
  readonly version: string;
  readonly surroundings: WorkerSurroundings;
  /** Aborts when we shall end. */
  readonly signal: AbortSignal;
  /** For people. */
  readonly say: (text: string) => void;
}

const LOOK_MS = 2_000;
const ALIVE_MS = 20_000;

/**
 * Runs a worker until the signal aborts; resolves to the exit code. What is missing (database, Claude Code, key) it says, and
 * waits for: it may come while we run.
 */
export async function work({ config, version, surroundings, signal, say }: WorkOptions): Promise<number> {
  // A folder of its own: two processes that rotate the same file would lose lines.
  const directory = `${config.dataDir}/logs/worker`;
  const logger = createLogger({ level: config.log.level, console: config.log.format, directory });
  const services = new Services(systemClock, logger);
  try {
    const capability = await capabilityOf(config, surroundings.path);
    const able =
      capability.kind === 'able' ? `Claude Code ${capability.version}` : `cannot launch: ${capability.reason}`;
    say(`Paramedic's worker has started: ${able}`);
    const waiting = aliveLoop(config, logger);
    await services.begin(waiting);
    const url = await databaseOf(config, systemClock, logger, signal);
    if (url === undefined) return 0;
    const storage = openWorkerStorage({ url, clock: systemClock, logger });
    await services.begin(ending('storage', () => storage.close()));
    const ended = aborted(signal);
    await Promise.race([storage.ready(), ended]);
    if (signal.aborted) return 0;
    // From here on the worker's own heartbeat tells it.
    await waiting.stop();
    logger.info('worker_started', { version, database: redactUrl(url) });
    const worker = makeWorker({ config, escalations: storage.escalations, surroundings, clock: systemClock, logger });
    await services.begin(worker);
    await services.begin(caseUpkeepLoop({ config, clock: systemClock, logger }));
    await services.begin(storage.listener((topic) => worker.wake(topic)));
    await ended;
    logger.info('worker_stopping', {});
    return 0;
  } catch (error) {
    const cure = error instanceof ParamedicError ? error.cure : undefined;
    logger.error('cannot_work', { error: messageOf(error), cure });
    return 1;
  } finally {
    await services.end();
    await logger.close();
  }
}

/** Whoever waits for Postgres is alive. */
function aliveLoop({ dataDir }: Config, logger: Logger): Loop {
  const files = new DiskCaseFiles(dataDir);
  const runOnce = async (): Promise<undefined> => files.touch().then(() => undefined);
  return new Loop({ name: 'alive', intervalMs: ALIVE_MS, clock: systemClock, logger, runOnce });
}

/** As configured, else the embedded one of a monitor in the same data folder, once there is one; undefined: told to end. */
async function databaseOf(
  { databaseUrl, dataDir }: Config,
  clock: Clock,
  logger: Logger,
  signal: AbortSignal,
): Promise<string | undefined> {
  const find = () => databaseUrl ?? embeddedUrl(dataDir);
  if (find() === undefined) {
    const cure = 'start the monitor there once (npm start), or set DATABASE_URL or PARAMEDIC_DATA_DIR';
    logger.warn('no_database_yet', { data: dataDir, cure });
  }
  while (find() === undefined && !signal.aborted) await clock.sleep(LOOK_MS, signal);
  return signal.aborted ? undefined : find();
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
