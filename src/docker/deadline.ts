import type { Clock } from '../base/clock.ts';

/** Without a reason `abort()` makes an exception with a stack, dearer than all else here, at each of thousands of calls. */
const SETTLED = 'settled';

/** Thrown when a deadline has passed; `translate-error.ts` makes `engine_timeout` of it. */
export class DeadlinePassed extends Error {
  readonly deadlineMs: number;

  constructor(deadlineMs: number) {
    super(`no answer within ${deadlineMs} ms`);
    this.name = 'DeadlinePassed';
    this.deadlineMs = deadlineMs;
  }
}

/**
 * Runs `act` with a signal that aborts at the deadline or with `outer`. The answer comes then at the latest, also from an
 * `act` that does not heed its signal.
 */
export function withDeadline<T>(
  clock: Clock,
  deadlineMs: number,
  outer: AbortSignal | undefined,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const over = new AbortController();
    const giveUp = (reason: unknown) => {
      settle();
      reject(reason);
      controller.abort(reason);
    };
    const onOuter = () => giveUp(outer?.reason);
    const settle = () => {
      over.abort(SETTLED);
      outer?.removeEventListener('abort', onOuter);
    };
    if (outer?.aborted) return onOuter();
    void clock.sleep(deadlineMs, over.signal).then(() => {
      if (!over.signal.aborted) giveUp(new DeadlinePassed(deadlineMs));
    });
    outer?.addEventListener('abort', onOuter, { once: true });
    act(controller.signal).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}
