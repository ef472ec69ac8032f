import { setTimeout as pause } from 'node:timers/promises';

/** Asks a process outside the test again and again until it answers something; for those only that send no event. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  deadlineMs = 30_000,
  intervalMs = 250,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await pause(intervalMs);
  }
}
