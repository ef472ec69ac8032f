import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Storage } from '../storage/open.ts';
import { type DrillOptions, drill } from '../watch/drill.ts';

interface FireDrillOptions extends DrillOptions {
  readonly storage: Pick<Storage, 'rehearse' | 'status'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const DRILL_MS = 600_000;
const DRILL_SOON_MS = 5_000;
/** What has run some times is compiled. Deciding costs 1 ms, recording 5. */
const DECISIONS = 20;
const RECORDS = 6;

/**
 * A fire drill: the heal of a container that does not exist is put on record and undone. What would keep a heal from being
 * recorded (a right that was taken, a table that is locked) is said before one is due; and its code and its statements are at
 * hand then: the first heal of a process would take some 8 ms more (docs/benchmarks.md).
 */
export const fireDrill = ({ storage, clock, logger, ...options }: FireDrillOptions): Service =>
  new Loop({
    name: 'fire-drill',
    intervalMs: DRILL_MS,
    clock,
    logger,
    runOnce: async () => {
      if (!storage.status().ready) return DRILL_SOON_MS;
      for (let round = 0; round < DECISIONS; round += 1) drill(options, clock.now());
      for (let round = 0; round < RECORDS; round += 1) {
        await storage.rehearse(drill(options, clock.now())).catch(tellOfDrill);
      }
      return undefined;
    },
  });

function tellOfDrill(error: unknown): never {
  const cure = error instanceof ParamedicError && error.cure !== undefined ? `; ${error.cure}` : '';
  throw new Error(`a heal could not be put on record now: ${messageOf(error)}${cure}`);
}
