import type { Readable } from 'node:stream';
import type { Client } from './client.ts';
import { sendForStream } from './request.ts';

/** What is asked of a container's log, both streams. Instants as the engine wants them: seconds, up to nine decimals. */
export interface LogSpan {
  readonly tail?: number | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly timestamps?: boolean;
}

/** dockerode's own `logs` collects every byte before it hands out the first; this is the same request as a stream. */
export function openLogs(docker: Client, id: string, span: LogSpan, abortSignal: AbortSignal): Promise<Readable> {
  const { tail, since, until, timestamps = false } = span;
  const query = {
    stdout: true,
    stderr: true,
    follow: false,
    timestamps,
    ...(tail !== undefined && { tail }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  return sendForStream(docker, { method: 'GET', path: `/containers/${id}/logs`, query }, abortSignal);
}

/** Reads to the end or to the cap. */
export async function readUpTo(stream: Readable, capBytes: number): Promise<{ bytes: Buffer; cut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size >= capBytes) return { bytes: Buffer.concat(chunks), cut: true };
  }
  return { bytes: Buffer.concat(chunks), cut: false };
}

/** Nanoseconds → `1700000000.000000001`. Pure. */
export const secondsOf = (ns: bigint): string =>
  `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;
