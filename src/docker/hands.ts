import type { Clock } from '../base/clock.ts';
import type { ExecResult, Hands, SetAside } from '../healing/ports.ts';
import type { Connection } from './connection.ts';
import { EngineCalls, STOP_MARGIN_MS } from './engine-calls.ts';
import { requirePermissions } from './permissions.ts';
import { recreate } from './recreate.ts';
import { type Repaired, repairRecreates } from './repair-recreates.ts';
import { runExec } from './run-exec.ts';
import { Stopwatch } from './stopwatch.ts';

/** Making, connecting, renaming, removing: what a recreate needs besides stopping and waiting. */
const HANDIWORK_MS = 60_000;
/** A repair may wait for a successor, and puts back many side by side. */
const REPAIR_MS = 180_000;

interface StopOptions {
  readonly stopTimeoutMs: number;
  readonly deadlineMs: number;
}

export class DockerHands implements Hands {
  readonly #connection: Connection;
  readonly #clock: Clock;
  /** Names that are being recreated right now. */
  readonly #busy = new Set<string>();
  /** Old id → new id: for the containers that lived in the old one's network. */
  readonly #replaced = new Map<string, string>();

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /**
   * One request, never stop and start apart: the engine ends a restart also when we die in the middle of it. A deadline
   * shorter than the act would make a failure of a success and a second restart of the first, so it is raised to fit.
   */
  async restart(id: string, options: StopOptions): Promise<void> {
    const { t, deadlineMs } = patience(options);
    await this.#connection.call(
      { endpoint: 'POST /containers/{id}/restart', deadlineMs, containerId: id, over: 'fresh' },
      (docker, abortSignal) => docker.getContainer(id).restart({ t, abortSignal }),
    );
  }

  async stop(id: string, options: StopOptions): Promise<void> {
    const { deadlineMs } = patience(options);
    await new EngineCalls(this.#connection, new Stopwatch(deadlineMs)).stop(id, options.stopTimeoutMs);
  }

  exec(id: string, command: string, { deadlineMs }: { deadlineMs: number }): Promise<ExecResult> {
    return runExec(this.#connection, { id, command, deadlineMs });
  }

  async recreate(
    id: string,
    options: StopOptions & { wellWithinMs: number; onStarted: () => void },
  ): Promise<{ newId: string }> {
    const { stopTimeoutMs, wellWithinMs, onStarted } = options;
    await requirePermissions(this.#connection, 'recreate');
    const least = stopTimeoutMs + STOP_MARGIN_MS + wellWithinMs + HANDIWORK_MS;
    const calls = this.#calls(Math.max(options.deadlineMs, least));
    const back = this.#calls(Math.max(options.deadlineMs, least) + stopTimeoutMs + STOP_MARGIN_MS + HANDIWORK_MS);
    const name = (await calls.inspect(id)).Name?.replace(/^\//, '') ?? id;
    this.#busy.add(name);
    try {
      const tools = { calls, back, clock: this.#clock, replaced: this.#replaced };
      const newId = await recreate({ id, stopTimeoutMs, wellWithinMs, onStarted }, tools);
      this.#replaced.set(id, newId);
      return { newId };
    } finally {
      this.#busy.delete(name);
    }
  }

  repairRecreates(isLeft: (aside: SetAside) => boolean): Promise<readonly Repaired[]> {
    const isOurs = (aside: SetAside) => !this.#busy.has(aside.name) && isLeft(aside);
    return repairRecreates(this.#calls(REPAIR_MS), this.#clock, isOurs);
  }

  #calls(totalMs: number): EngineCalls {
    return new EngineCalls(this.#connection, new Stopwatch(totalMs));
  }
}

function patience({ stopTimeoutMs, deadlineMs }: StopOptions): { t: number; deadlineMs: number } {
  const t = Math.max(0, Math.ceil(stopTimeoutMs / 1000));
  return { t, deadlineMs: Math.max(deadlineMs, t * 1000 + STOP_MARGIN_MS) };
}
