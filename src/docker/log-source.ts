import type { LogAsk, LogPage, LogSource } from '../probes/ports.ts';
import type { Connection } from './connection.ts';
import { demultiplex } from './demultiplex.ts';
import { openLogs, readUpTo, secondsOf } from './log-request.ts';
import { translateLog } from './translate-log.ts';

const DEADLINE_MS = 10_000;

export class DockerLogSource implements LogSource {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  read(id: string, { sinceNs, tail, maxBytes, signal }: LogAsk): Promise<LogPage> {
    const span = { since: secondsOf(sinceNs), tail, timestamps: true };
    return this.#connection.call(
      { endpoint: 'GET /containers/{id}/logs', deadlineMs: DEADLINE_MS, containerId: id, over: 'fresh', signal },
      async (docker, abort) => {
        const { bytes, cut } = await readUpTo(await openLogs(docker, id, span, abort), maxBytes);
        return { lines: translateLog(demultiplex(bytes).toString('utf8'), cut), cut };
      },
    );
  }
}
