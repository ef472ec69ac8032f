import type { Clock } from '../../../src/base/clock.ts';
import { ParamedicError } from '../../../src/base/errors.ts';

/** A call that was given up because no answer came. */
export interface GivenUp {
  readonly call: string;
  readonly waitedMs: number;
}

/** How long each is to be waited for; a restart as long as its stop timeout of 1 s and 15 s more. */
export const PATIENCE_MS = { list: 10_000, inspect: 10_000, restart: 16_000 } as const;

/** `port`, with a note of each call that ends because its deadline has passed. */
export function timed<T extends object>(port: T, clock: Clock, onGivenUp: (it: GivenUp) => void): T {
  return new Proxy(port, {
    get: (target, key) => {
      const value = Reflect.get(target, key) as unknown;
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const begun = clock.now();
        try {
          return await Reflect.apply(value, target, args);
        } catch (error) {
          const isOver = error instanceof ParamedicError && error.code === 'engine_timeout';
          if (isOver) onGivenUp({ call: String(key), waitedMs: clock.now() - begun });
          throw error;
        }
      };
    },
  });
}

const isTimed = (call: string): call is keyof typeof PATIENCE_MS => call in PATIENCE_MS;

/** A timer of a clock that goes twenty times as fast may ring a tick of its own too early. */
const TICK_MS = 50;

/** Calls that were given up before their time. */
export const hastyOf = (all: readonly GivenUp[]): string[] =>
  all.flatMap(({ call, waitedMs }) =>
    waitedMs >= (isTimed(call) ? PATIENCE_MS[call] : 0) - TICK_MS ? [] : [`${call}: given up after ${waitedMs} ms`],
  );
