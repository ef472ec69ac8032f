import type { Readable } from 'node:stream';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';
import { demultiplex } from './demultiplex.ts';

const DEADLINE_MS = 5_000;
/** What is handed out: the last so many bytes. */
const TAIL_CAP_BYTES = 64 * 1024;
/** What is read at most: the engine cuts lines at 16 KiB, so some hundreds of the longest lines fit. */
const READ_CAP_BYTES = 8 * 1024 * 1024;

/** The last lines of stdout and stderr in their order; throws `container_gone` and the errors of the engine. */
export function logsTail(connection: Connection, id: string, lines: number): Promise<string> {
  return connection.call(
    { endpoint: 'GET /containers/{id}/logs', deadlineMs: DEADLINE_MS, containerId: id, over: 'fresh' },
    async (docker, signal) => {
      const bytes = demultiplex(await readUpTo(await openLogs(docker, id, lines, signal), READ_CAP_BYTES));
      return bytes.subarray(-TAIL_CAP_BYTES).toString('utf8');
    },
  );
}

/** dockerode's own `logs` collects every byte before it hands out the first; this road has the same request as a stream. */
function openLogs(docker: Client, id: string, lines: number, abortSignal: AbortSignal): Promise<Readable> {
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        path: `/containers/${id}/logs?`,
        method: 'GET',
        isStream: true,
        abortSignal,
        statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
        options: { stdout: true, stderr: true, tail: lines, follow: false },
      },
      (error: unknown, stream: unknown) => (error ? reject(error) : resolve(stream as Readable)),
    );
  });
}

async function readUpTo(stream: Readable, capBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size >= capBytes) break;
  }
  return Buffer.concat(chunks);
}
