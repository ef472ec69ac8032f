import type { Connection } from './connection.ts';
import { demultiplex } from './demultiplex.ts';
import { openLogs, readUpTo, secondsOf } from './log-request.ts';

const DEADLINE_MS = 5_000;
/** What is read at most: the engine cuts lines at 16 KiB, so some hundreds of the longest lines fit. */
const READ_CAP_BYTES = 8 * 1024 * 1024;

export interface TailAsk {
  readonly lines: number;
  /** What is handed out: the last so many bytes. */
  readonly maxBytes: number;
  /** Nothing that was written after this instant, in ms. */
  readonly until?: number | undefined;
}

/** The last lines of stdout and stderr in their order; throws `container_gone` and the errors of the engine. */
export function logsTail(connection: Connection, id: string, { lines, maxBytes, until }: TailAsk): Promise<string> {
  const span = {
    tail: lines,
    until: until === undefined ? undefined : secondsOf(BigInt(Math.ceil(until)) * 1_000_000n),
  };
  return connection.call(
    { endpoint: 'GET /containers/{id}/logs', deadlineMs: DEADLINE_MS, containerId: id, over: 'fresh' },
    async (docker, signal) => {
      const { bytes } = await readUpTo(await openLogs(docker, id, span, signal), READ_CAP_BYTES);
      return demultiplex(bytes).subarray(-maxBytes).toString('utf8');
    },
  );
}
