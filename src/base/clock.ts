/** Time as a dependency. All instants in Paramedic are milliseconds since the Unix epoch; all spans are milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or at once (without error) when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      // setTimeout fires at once above 2^31-1 ms; no caller needs to sleep longer than a day.
      const timer = setTimeout(done, Math.min(Math.max(ms, 0), 86_400_000));
      signal?.addEventListener('abort', done, { once: true });
    }),
};
