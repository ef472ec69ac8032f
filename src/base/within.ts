import type { Clock } from './clock.ts';

/** What comes of it, or nothing where that takes longer. Whichever is first, no timer is left that would keep a process alive. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([work, clock.sleep(ms, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}
