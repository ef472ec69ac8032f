import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import { Delivery, type DeliveryOptions } from '../notifications/delivery.ts';
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

export function deliveryLoop(options: DeliveryOptions): Service {
  const { clock, logger } = options;
  const delivery = new Delivery(options);
  return new Loop({
    name: 'delivery',
    intervalMs: 1_000,
    clock,
    logger,
    runOnce: (signal) => delivery.runOnce(signal),
  });
}
