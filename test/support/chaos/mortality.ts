import type { Clock } from '../../../src/base/clock.ts';
import type { StreamListener } from '../../../src/containers/ports.ts';

/** Before the call has any effect, while it is under way, or when it is done and nobody has heard of it yet. */
const MOMENTS = ['before', 'during', 'after'] as const;

const never = (): Promise<never> => new Promise(() => {});

/**
 * A life that ends at a given call through its ports. From then on every call hangs for ever, every answer that is still on
 * its way is never heard, and no timer rings any more: what a process that was killed looks like from within.
 */
export class Mortality {
  readonly #end = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #moment: (typeof MOMENTS)[number];
  #callsLeft: number;
  /** The call at which it ended. */
  lastCall = 'none';

  constructor(calls: number, random: () => number) {
    this.#callsLeft = calls;
    this.#moment = MOMENTS[Math.floor(random() * MOMENTS.length)] ?? 'before';
  }

  get isOver(): boolean {
    return this.#end.signal.aborted;
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  end(call = 'outside'): void {
    if (this.isOver) return;
    this.lastCall = call;
    this.#end.abort();
  }

  /** Until nothing of it is under way on the other side any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  /** `port` as this life has it. `counted`: its calls are points at which it may end. */
  guard<T extends object>(name: string, port: T, counted: boolean): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown;
        if (typeof value !== 'function') return value;
        const call = `${name}.${String(key)}`;
        return (...args: unknown[]) =>
          this.#call(counted ? call : undefined, () => Promise.resolve(Reflect.apply(value, target, args)));
      },
    });
  }

  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      sleep: async (ms, signal) => {
        if (this.isOver) return never();
        await clock.sleep(ms, signal === undefined ? this.ended : AbortSignal.any([signal, this.ended]));
        if (this.isOver) return never();
      },
    };
  }

  listener(listener: StreamListener): StreamListener {
    return {
      onEvent: (event) => this.isOver || listener.onEvent(event),
      onConnected: (engine) => this.isOver || listener.onConnected(engine),
      onDisconnected: (reason) => this.isOver || listener.onDisconnected(reason),
    } as StreamListener;
  }

  async #call<T>(counted: string | undefined, act: () => Promise<T>): Promise<T> {
    if (this.isOver) return never();
    const isLast = counted !== undefined && --this.#callsLeft === 0;
    const name = `${counted} (${this.#moment})`;
    if (isLast && this.#moment === 'before') this.end(name);
    if (this.isOver) return never();
    const acting = act();
    this.#underWay.add(acting);
    const forget = () => void this.#underWay.delete(acting);
    acting.then(forget, forget);
    if (isLast && this.#moment === 'during') this.end(name);
    try {
      const answer = await acting;
      if (isLast) this.end(name);
      return this.isOver ? never() : answer;
    } catch (error) {
      if (isLast) this.end(name);
      if (this.isOver) return never();
      throw error;
    }
  }
}
