import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import { removeOldCases } from '../host/old-cases.ts';
import type { TriggerFiles } from '../host/trigger-files.ts';
import { Delivery, type DeliveryOptions } from '../notifications/delivery.ts';
import type { Channel } from '../notifications/ports.ts';
import type { Storage } from '../storage/open.ts';

const HOUR_MS = 3_600_000;

interface LoopParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Brings what waits on disk to Postgres. Also of a monitor that stands by: what it did when it led is a fact. */
export const drainLoop = ({ storage, clock, logger }: LoopParts): Service =>
  new Loop({
    name: 'drain',
    intervalMs: 1_000,
    clock,
    logger,
    runOnce: async () => {
      await storage.drainOnce();
      return undefined;
    },
  });

/** Partitions ahead, old rows away, and messages given up that nobody can deliver. `channels`: those of this monitor. */
export const upkeepLoop = ({
  storage,
  channels,
  clock,
  logger,
}: LoopParts & { channels: readonly string[] }): Service =>
  new Loop({
    name: 'upkeep',
    intervalMs: HOUR_MS,
    clock,
    logger,
    runOnce: async () => {
      await storage.upkeep(clock.now());
      for (const { channel, count } of await storage.outbox.giveUpForgotten(clock.now(), channels)) {
        logger.error('notifications_given_up', { channel, count, reason: 'no monitor has this channel' });
      }
      return undefined;
    },
  });

/** One for each channel, so that none waits for another. */
export const deliveryLoops = ({
  channels,
  ...options
}: Omit<DeliveryOptions, 'channel'> & { channels: readonly Channel[] }): readonly Service[] =>
  channels.map((channel) => {
    const { clock, logger } = options;
    const delivery = new Delivery({ ...options, channel });
    return new Loop({
      name: `delivery to ${channel.name}`,
      intervalMs: 1_000,
      clock,
      logger,
      runOnce: (signal) => delivery.runOnce(signal),
    });
  });

const STANDING_PROMPT_MS = 10_000;

/** All that is open, as one prompt on disk; while Postgres is away it stays as it was. */
export const standingPromptLoop = ({ storage, files, clock, logger }: LoopParts & { files: TriggerFiles }): Service =>
  new Loop({
    name: 'standing-prompt',
    intervalMs: STANDING_PROMPT_MS,
    clock,
    logger,
    runOnce: async () => {
      if (storage.status().ready) await files.refresh();
      return undefined;
    },
  });

/** Of escalations that are kept no longer, what lies on disk. Everyone who writes such files clears away in his own folder. */
export const caseUpkeepLoop = ({ config, clock, logger }: Omit<LoopParts, 'storage'> & { config: Config }): Service =>
  new Loop({
    name: 'case-upkeep',
    intervalMs: HOUR_MS,
    clock,
    logger,
    runOnce: async () => {
      const removed = await removeOldCases(config.dataDir, clock.now() - config.retention.incidentsMs);
      if (removed > 0) logger.info('old_cases_removed', { folders: removed });
      return undefined;
    },
  });
