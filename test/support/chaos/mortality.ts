import type { Clock } from '../../../src/base/clock.ts';
import type { StreamListener } from '../../../src/containers/ports.ts';
import { BARRED, FREE, type Gatekeeper, type Passage } from '../sim-engine/gatekeeper.ts';
import type { Point } from './points.ts';

const never = (): Promise<never> => new Promise(() => {});

/**
 * A life that ends at a given call of a given kind. From then on no call leaves, every answer that is still on its way is
 * never heard, and no timer rings any more: what a process that was killed looks like from within.
 */
export class Mortality {
  /** How many calls of each kind have left so far. */
  readonly calls = new Map<string, number>();
  readonly #point: Point | undefined;
  readonly #end = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  /** Without a point it goes on until `end`. */
  constructor(point?: Point) {
    this.#point = point;
  }

  get isOver(): boolean {
    return this.#end.signal.aborted;
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  end(): void {
    this.#end.abort();
  }

  /** Of each call that is counted. */
  readonly gatekeeper: Gatekeeper = (kind: string): Passage => {
    if (this.isOver) return BARRED;
    const nth = (this.calls.get(kind) ?? 0) + 1;
    this.calls.set(kind, nth);
    const point = this.#point;
    if (point?.kind !== kind || point.nth !== nth) return FREE;
    if (point.moment === 'after') return { goes: true, arrived: () => this.end() };
    this.end();
    return { ...FREE, goes: point.moment === 'during' };
  };

  /** Until nothing of it is under way on the other side any more. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  /** `port` as this life has it. `kinds`: methods of which each call is counted, with the kind that it is of. */
  guard<T extends object>(port: T, kinds: Readonly<Record<string, string>> = {}): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          this.#call(kinds[String(key)], () => Promise.resolve(Reflect.apply(value, target, args)));
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

  async #call<T>(kind: string | undefined, act: () => Promise<T>): Promise<T> {
    if (this.isOver) return never();
    const passage = kind === undefined ? FREE : this.gatekeeper(kind);
    if (!passage.goes) return never();
    const acting = act();
    this.#underWay.add(acting);
    const forget = () => void this.#underWay.delete(acting);
    acting.then(forget, forget);
    try {
      return await acting;
    } finally {
      passage.arrived();
      if (this.isOver) await never();
    }
  }
}
