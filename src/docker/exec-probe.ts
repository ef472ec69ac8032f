import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { ProbeSpec } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import { detailOf } from '../probes/detail.ts';
import type { ProbeRunner } from '../probes/ports.ts';
import type { ProbeResult } from '../probes/reading.ts';
import type { Connection } from './connection.ts';
import { runExec } from './run-exec.ts';

/** Probes that run a command inside the container. What the engine, and not the command, has to say is `unknown`. */
export class ExecProbe implements ProbeRunner {
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  async run(spec: ProbeSpec, container: Container, signal: AbortSignal): Promise<ProbeResult> {
    const started = performance.now();
    const ask = { id: container.id, command: spec.address, deadlineMs: spec.timeoutMs, signal };
    try {
      const { exitCode, output } = await runExec(this.#connection, ask);
      const latencyMs = performance.now() - started;
      const at = this.#clock.now();
      if (exitCode === 0) return { kind: 'success', at, latencyMs };
      const said = detailOf(output.slice(-400));
      // The runtime speaks in the command's place: there is no `sh`, or nothing can be run at all.
      if (exitCode === undefined || output.startsWith('OCI runtime exec failed')) {
        return { kind: 'unknown', at, detail: detailOf(`the command could not be run: ${said}`) };
      }
      return { kind: 'failure', at, latencyMs, detail: detailOf(`exit code ${exitCode}${said && `: ${said}`}`) };
    } catch (error) {
      const at = this.#clock.now();
      const detail = messageOf(error);
      if (error instanceof ParamedicError && error.code === 'exec_timeout' && !signal.aborted) {
        return { kind: 'failure', at, latencyMs: undefined, detail };
      }
      return { kind: 'unknown', at, detail };
    }
  }
}
