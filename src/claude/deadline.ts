import type { Clock } from '../base/clock.ts';

/** The work's result, or an error once the time is up; the signal tells the work that nobody waits any more. */
export async function withDeadline<T>(
  what: string,
  ms: number,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const timeUp = clock.sleep(ms, over.signal).then((): never => {
    throw new Error(`${what} took longer than ${Math.ceil(ms / 1_000)} s`);
  });
  try {
    return await Promise.race([work(over.signal), timeUp]);
  } finally {
    over.abort();
    timeUp.catch(() => {});
  }
}
