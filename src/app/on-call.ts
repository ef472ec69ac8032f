import type { Clock } from '../base/clock.ts';
import { newId } from '../base/id.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import type { MonitorQueue, WakeTopic } from '../escalation/ports.ts';
import type { Storage } from '../storage/open.ts';

const SWEEP_MS = 5_000;

export interface OnCallParts {
  readonly config: Config;
  readonly host: string;
  readonly storage: Storage;
  readonly channels: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The monitor's side of the queue for Claude Code, for one shift: what it serves, hears and brings to an end. */
export function onCallOf(parts: OnCallParts): { readonly queue: MonitorQueue; readonly services: readonly Service[] } {
  const { host, storage } = parts;
  const listeners: ((topic: WakeTopic) => void)[] = [];
  const listener = storage.listener((topic) => {
    for (const wake of listeners) wake(topic);
  });
  const queue: MonitorQueue = {
    requests: storage.escalations.box,
    actedOn: () => storage.escalations.acted.actedOn(host),
    onWake: (wake) => {
      listeners.push(wake);
    },
  };
  return { queue, services: [listener, sweepLoop(parts)] };
}

/** Ends what nobody else ends: expired, given up, not answered in time. */
function sweepLoop({ config, storage, channels, clock, logger }: OnCallParts): Service {
  const { maxAttempts } = config.escalation;
  return new Loop({
    name: 'escalation-sweep',
    intervalMs: SWEEP_MS,
    clock,
    logger,
    runOnce: async () => {
      // While Postgres is away nothing of it can end, and the storage tells of that itself.
      if (!storage.status().ready) return undefined;
      const { ended } = await storage.escalations.sweeper.sweep(clock.now(), { maxAttempts, channels, newId });
      for (const { escalation, outcome, reason } of ended) {
        logger.warn('escalation_ended', { escalation: escalation.id, target: escalation.target, outcome, reason });
      }
      return undefined;
    },
  });
}
