import type { ProbeSpec } from '../config/container-settings.ts';
import type { Container } from '../containers/container.ts';
import type { ProbeResult } from './reading.ts';

/** Runs one probe once. It ends within the probe's timeout (a little over it at most), and never throws. */
export interface ProbeRunner {
  run(spec: ProbeSpec, container: Container, signal: AbortSignal): Promise<ProbeResult>;
}

/** One line that a container wrote. */
export interface LogLine {
  /** When the engine took it down, in nanoseconds since the epoch: as exact as the engine has it. */
  readonly atNs: bigint;
  /** Without its end. Hostile text. */
  readonly text: string;
}

export interface LogPage {
  /** In the order in which they were written; a last line that was cut by the cap is left out. */
  readonly lines: readonly LogLine[];
  /** The cap ended the reading: there is more. */
  readonly cut: boolean;
}

export interface LogAsk {
  /** Lines from this instant on, itself included. */
  readonly sinceNs: bigint;
  /** Only of the last so many lines: saves the engine from reading the whole log. Undefined: of all. */
  readonly tail: number | undefined;
  /** Reading ends after so many bytes. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** The log of a container, both streams, with the engine's own timestamps. Throws `container_gone` and `engine_…`. */
export interface LogSource {
  read(id: string, ask: LogAsk): Promise<LogPage>;
}
