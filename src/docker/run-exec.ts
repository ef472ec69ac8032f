import type { Readable } from 'node:stream';
import { ParamedicError } from '../base/errors.ts';
import type { ExecResult } from '../healing/ports.ts';
import type { Connection } from './connection.ts';
import { OutputTail } from './output-tail.ts';
import { send, sendForStream } from './request.ts';
import { Stopwatch } from './stopwatch.ts';

const OUTPUT_CHARS = 4_000;
const SHORT_MS = 10_000;

export interface ExecAsk {
  readonly id: string;
  /** For `sh -c`. */
  readonly command: string;
  readonly deadlineMs: number;
}

/**
 * Runs a command in a container to its end. Throws `exec_timeout` when the command itself takes too long (the engine has
 * no way to end it: it may go on inside), `container_gone`, `container_conflict` (paused, not running) and `engine_…`.
 */
export async function runExec(connection: Connection, ask: ExecAsk): Promise<ExecResult> {
  const { id, command } = ask;
  const watch = new Stopwatch(ask.deadlineMs);
  const call = (endpoint: string, of: string, capMs: number) =>
    ({ endpoint, containerId: of, deadlineMs: watch.left(capMs), over: 'fresh' }) as const;

  const body = { AttachStdout: true, AttachStderr: true, Cmd: ['sh', '-c', command] };
  const created = (await connection.ask(call('POST /containers/{id}/exec', id, SHORT_MS), (docker, abort) =>
    send(docker, { method: 'POST', path: `/containers/${id}/exec`, body }, abort),
  )) as { Id: string };
  const output = await connection
    .call(call('POST /exec/{id}/start', created.Id, ask.deadlineMs), async (docker, abort) => {
      const start = { method: 'POST', path: `/exec/${created.Id}/start`, body: { Detach: false, Tty: false } } as const;
      return readTail(await sendForStream(docker, start, abort));
    })
    .catch((error: unknown) => {
      throw isTimeout(error) ? tookTooLong(ask, error) : error;
    });
  const ended = (await connection.ask(call('GET /exec/{id}/json', created.Id, SHORT_MS), (docker, abort) =>
    send(docker, { method: 'GET', path: `/exec/${created.Id}/json` }, abort),
  )) as { ExitCode?: number | null };
  return { exitCode: ended.ExitCode ?? undefined, output };
}

async function readTail(stream: Readable): Promise<string> {
  const tail = new OutputTail(OUTPUT_CHARS);
  for await (const chunk of stream as AsyncIterable<Buffer>) tail.push(chunk);
  return tail.text();
}

const isTimeout = (error: unknown): boolean => error instanceof ParamedicError && error.code === 'engine_timeout';

const tookTooLong = ({ command, deadlineMs }: ExecAsk, cause: unknown): ParamedicError =>
  new ParamedicError('exec_timeout', `\`${command.slice(0, 100)}\` did not end within ${deadlineMs} ms`, {
    retryable: true,
    cure: 'let the command end by itself, for example with `timeout 10 …`: the engine cannot end it and it may still run',
    cause,
  });
