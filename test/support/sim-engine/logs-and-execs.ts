import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { frame, open, Refusal } from './answer.ts';
import { actOut } from './scripts.ts';
import type { SimContainer } from './sim-container.ts';
import type { Timers } from './timers.ts';

/** `GET /containers/ID/logs`. */
export function sendLogs(it: SimContainer, query: URLSearchParams, response: ServerResponse): void {
  const since = Number(query.get('since') ?? 0) * 1000;
  const until = query.get('until') === null ? Number.POSITIVE_INFINITY : Number(query.get('until')) * 1000;
  const tail = query.get('tail') ?? 'all';
  const stamped = isTrue(query.get('timestamps'));
  const text = (line: { at: number; text: string }) =>
    frame(1, `${stamped ? `${new Date(line.at).toISOString()} ` : ''}${line.text}\n`);
  const known = it.logs.filter(({ at }) => at >= since && at <= until);
  open(response, 'application/octet-stream');
  for (const line of tail === 'all' ? known : known.slice(Math.max(0, known.length - Number(tail)))) {
    response.write(text(line));
  }
  if (!isTrue(query.get('follow'))) return void response.end();
  const onLog = (line: { at: number; text: string }) => response.write(text(line));
  it.onLog.add(onLog);
  response.once('close', () => it.onLog.delete(onLog));
}

export const isTrue = (text: string | null): boolean => text === '1' || text === 'true';

interface Exec {
  readonly container: SimContainer;
  readonly command: readonly string[];
  exitCode: number | null;
  running: boolean;
}

/** Commands inside containers: each does what the container's spec says, whatever the command. */
export class Execs {
  readonly #timers: Timers;
  readonly #execs = new Map<string, Exec>();
  /** What was asked for, oldest first. */
  readonly commands: { readonly container: string; readonly command: readonly string[] }[] = [];

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  create(container: SimContainer, command: readonly string[]): string {
    if (container.status === 'paused') {
      throw new Refusal(409, `Container ${container.id} is paused, unpause the container before exec`);
    }
    if (container.status !== 'running') throw new Refusal(409, `Container ${container.id} is not running`);
    const id = randomBytes(32).toString('hex');
    this.#execs.set(id, { container, command, exitCode: null, running: false });
    container.tell(`exec_create: ${command.join(' ')}`, { execID: id });
    return id;
  }

  /** Writes both streams' text as frames, and resolves at the command's end. */
  async run(id: string, write: (bytes: Buffer) => void): Promise<void> {
    const exec = this.#get(id);
    const { container, command } = exec;
    const { exitCode, output, takesMs = 0, cures = false } = container.spec.exec ?? { exitCode: 0, output: '' };
    this.commands.push({ container: container.name, command });
    exec.running = true;
    container.tell(`exec_start: ${command.join(' ')}`, { execID: id });
    await this.#timers.pause(takesMs);
    if (cures) container.recover();
    actOut(container, command);
    if (output !== '') write(frame(1, output));
    exec.running = false;
    exec.exitCode = exitCode;
    container.tell('exec_die', { execID: id, exitCode: String(exitCode) });
  }

  inspect(id: string): object {
    const { container, command, exitCode, running } = this.#get(id);
    const [entrypoint = '', ...rest] = command;
    return {
      ...{ ID: id, Running: running, ExitCode: exitCode, ContainerID: container.id, Pid: running ? 4_243 : 0 },
      ProcessConfig: { tty: false, entrypoint, arguments: rest, privileged: false },
      ...{ OpenStdin: false, OpenStderr: true, OpenStdout: true, CanRemove: false, DetachKeys: '' },
    };
  }

  #get(id: string): Exec {
    const exec = this.#execs.get(id);
    if (exec === undefined) throw new Refusal(404, `No such exec instance: ${id}`);
    return exec;
  }
}
