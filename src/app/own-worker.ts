import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Config } from '../config/config.ts';
import type { Storage } from '../storage/open.ts';
import type { WorkerSurroundings } from './make-worker.ts';
import type { Services } from './services.ts';

export interface OwnWorkerParts {
  readonly config: Config;
  readonly storage: Storage;
  readonly surroundings: WorkerSurroundings;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The worker of the one-command start: in the monitor's own process, where the database is its own, too. Never rejects. What
 * it brings along is loaded only where there is something to launch; asked for by name (`claude.enabled: true`) it runs all
 * the same, and tells what is missing.
 */
export async function beginOwnWorker(services: Services, parts: OwnWorkerParts): Promise<void> {
  const { config, logger } = parts;
  const { enabled, apiKey } = config.claude;
  if (config.databaseUrl !== undefined || enabled === 'false') return;
  if (enabled === 'auto' && apiKey === undefined) return;
  await begin(services, parts).catch((error) => logger.error('worker_not_started', { error: messageOf(error) }));
}

async function begin(
  services: Services,
  { config, storage, surroundings, clock, logger }: OwnWorkerParts,
): Promise<void> {
  const { capabilityOf, makeWorker } = await import('./make-worker.ts');
  const capability = await capabilityOf(config, surroundings.path);
  if (config.claude.enabled === 'auto' && capability.kind === 'unable') {
    logger.info('no_worker', { reason: capability.reason });
    return;
  }
  await storage.ready();
  const worker = makeWorker({ config, escalations: storage.escalations, surroundings, clock, logger });
  await services.begin(worker);
  await services.begin(storage.listener((topic) => worker.wake(topic)));
}
