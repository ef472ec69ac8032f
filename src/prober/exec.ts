import { messageOf, ParamedicError } from '../base/errors.ts';
import type { ProbeSpec } from '../config/container-settings.ts';
import type { Container } from '../containers/container.ts';
import { lifeOf } from '../containers/life.ts';
import type { Census } from '../containers/ports.ts';
import type { ExecResult, Hands } from '../healing/ports.ts';
import { detailOf } from '../probes/detail.ts';
import type { ProbeResult } from '../probes/reading.ts';

export interface ExecOptions {
  /** Runs a command in a container, as of `Hands`; throws `exec_timeout` or `engine_timeout` when it takes too long. */
  readonly exec: Hands['exec'];
  readonly inspect: Census['inspect'];
  readonly now: () => number;
}

const OUTPUT_CAP = 300;
const TIMEOUTS: readonly string[] = ['exec_timeout', 'engine_timeout'];

/** Runs the command in the container; exit code 0 is success. */
export async function probeExec(spec: ProbeSpec, container: Container, options: ExecOptions): Promise<ProbeResult> {
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  try {
    const done = await options.exec(container.id, spec.address, { deadlineMs: spec.timeoutMs });
    return judgeExit(done, container.secrets ?? [], options.now(), elapsedMs());
  } catch (error) {
    const at = options.now();
    const isLate = error instanceof ParamedicError && TIMEOUTS.includes(error.code);
    if (!isLate) return { kind: 'unknown', at, detail: detailOf(messageOf(error)) };
    if (await stillLives(container, options.inspect)) {
      const detail = `the command did not end within ${spec.timeoutMs} ms`;
      return { kind: 'failure', at, latencyMs: elapsedMs(), detail };
    }
    return { kind: 'unknown', at, detail: `neither the command nor the engine answered within ${spec.timeoutMs} ms` };
  }
}

/** Pure. 126 and 127 are the shell's own: the command cannot be run or is not there, which says nothing of the service. */
export function judgeExit(
  { exitCode, output }: ExecResult,
  secrets: readonly string[],
  at: number,
  latencyMs: number,
): ProbeResult {
  const said = detailOf(output, OUTPUT_CAP, secrets);
  const words = said === '' ? '' : `: ${said}`;
  if (exitCode === 0) return { kind: 'success', at, latencyMs };
  if (exitCode === undefined) return { kind: 'unknown', at, detail: `the engine does not tell how it ended${words}` };
  if (exitCode === 126 || exitCode === 127) {
    const cure = 'use a command that is in the image (and a shell), or probe it by http or tcp';
    return { kind: 'unknown', at, detail: `the command cannot be run in this container; ${cure}${words}` };
  }
  return { kind: 'failure', at, latencyMs, detail: `the command exited with code ${exitCode}${words}` };
}

/** A hung engine and a hung command look alike; one that answers at once about this very life is not hung. */
async function stillLives(container: Container, inspect: Census['inspect']): Promise<boolean> {
  const now = await inspect(container.id).catch(() => undefined);
  return now !== undefined && now.state === 'running' && lifeOf(now) === lifeOf(container);
}
