import type { Hands } from '../healing/ports.ts';
import type { Connection } from './connection.ts';

/** What the engine may need beyond the stop timeout: the kill after it, and the start on a busy machine. */
const MARGIN_MS = 15_000;

export class DockerHands implements Pick<Hands, 'restart'> {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * One request, never stop and start apart: the engine ends a restart also when we die in the middle of it. A deadline
   * shorter than the act would make a failure of a success and a second restart of the first, so it is raised to fit.
   */
  async restart(id: string, options: { stopTimeoutMs: number; deadlineMs: number }): Promise<void> {
    const t = Math.max(0, Math.ceil(options.stopTimeoutMs / 1000));
    const deadlineMs = Math.max(options.deadlineMs, t * 1000 + MARGIN_MS);
    await this.#connection.call(
      { endpoint: 'POST /containers/{id}/restart', deadlineMs, containerId: id, over: 'fresh' },
      (docker, abortSignal) => docker.getContainer(id).restart({ t, abortSignal }),
    );
  }
}
