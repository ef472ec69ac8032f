import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';

const PAUSE_MS = 2_000;

/** Does it until it is done, while Postgres is only away. Everything else is thrown, and all once the signal has aborted. */
export async function insist<T>(work: () => Promise<T>, clock: Clock, until: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || until.aborted) throw error;
      await clock.sleep(PAUSE_MS, until);
    }
  }
}

export const isPassing = (error: unknown): boolean => error instanceof ParamedicError && error.retryable;
