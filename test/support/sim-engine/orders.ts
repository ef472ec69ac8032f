import type { Fault } from './faults.ts';
import type { SimEngine } from './sim-engine.ts';
import type { SimSpec } from './spec.ts';

/** What was done to one container, in instants of this machine. */
export interface SimRecord {
  readonly name: string;
  readonly id: string;
  readonly restartCalls: readonly number[];
  readonly restarts: readonly number[];
}

/** What a test may tell an engine that lives in another process; each answers what can be sent. */
export const ORDERS = {
  add: (engine: SimEngine, specs: readonly SimSpec[]) => specs.map((spec) => engine.add(spec).id),
  /** Answers when it was said to be so. */
  sicken: (engine: SimEngine, names: readonly string[], cure?: number) =>
    names.map((name) => {
      engine.container(name).sicken(cure);
      return Date.now();
    }),
  recover: (engine: SimEngine, names: readonly string[]) =>
    names.map((name) => {
      engine.container(name).recover();
      return Date.now();
    }),
  crash: (engine: SimEngine, name: string, exitCode?: number) => engine.container(name).crash(exitCode),
  oom: (engine: SimEngine, name: string) => engine.container(name).oom(),
  inject: (engine: SimEngine, fault: Fault) => void engine.inject(fault),
  clearFaults: (engine: SimEngine) => engine.faults.clear(),
  cutStreams: (engine: SimEngine) => engine.cutStreams(),
  loseEvents: (engine: SimEngine, losing: boolean) => engine.loseEvents(losing),
  restart: (engine: SimEngine, options?: { awayMs?: number; keepsContainers?: boolean }) => engine.restart(options),
  requests: (engine: SimEngine) => Object.fromEntries(engine.requests),
  records: (engine: SimEngine): SimRecord[] =>
    engine.containers.map(({ name, id, restartCalls, restarts }) => ({ name, id, restartCalls, restarts })),
} as const;

type Orders = typeof ORDERS;
export type OrderName = keyof Orders;
export type ArgumentsOf<K extends OrderName> = Parameters<Orders[K]> extends [unknown, ...infer Rest] ? Rest : never;
export type AnswerOf<K extends OrderName> = Awaited<ReturnType<Orders[K]>>;
