import { randomBytes } from 'node:crypto';
import { frame, Refusal } from './answer.ts';
import { actOut } from './scripts.ts';
import { stepsOf } from './shell.ts';
import type { SimContainer } from './sim-container.ts';
import type { Timers } from './timers.ts';

/** Of a process that ends with its container. */
const KILLED = 137;

interface Exec {
  readonly container: SimContainer;
  readonly command: readonly string[];
  exitCode: number | null;
  running: boolean;
}

/** Commands inside containers: each does what the container's spec says, else what the command does. */
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
    this.commands.push({ container: container.name, command });
    exec.running = true;
    container.tell(`exec_start: ${command.join(' ')}`, { execID: id });
    const end = Promise.withResolvers<number>();
    const onEnd = () => end.resolve(KILLED);
    container.onEnd.add(onEnd);
    const exitCode = await Promise.race([end.promise, this.#carryOut(exec, write)]);
    container.onEnd.delete(onEnd);
    exec.running = false;
    exec.exitCode = exitCode;
    container.tell('exec_die', { execID: id, exitCode: String(exitCode) });
  }

  async #carryOut({ container, command }: Exec, write: (bytes: Buffer) => void): Promise<number> {
    const { exec: spec } = container.spec;
    if (spec !== undefined) {
      await this.#timers.pause(spec.takesMs ?? 0);
      if (spec.cures) container.recover();
      if (spec.output !== '') write(frame(1, spec.output));
      return spec.exitCode;
    }
    for (const step of stepsOf(command)) {
      if (step.kind === 'exit') return step.code;
      if (step.kind === 'print') write(frame(step.stream, step.text));
      if (step.kind === 'sleep') await this.#timers.pause(step.ms);
      if (step.kind === 'command') actOut(container, step.line);
    }
    return 0;
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
