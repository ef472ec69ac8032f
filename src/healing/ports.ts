import type { HealthCheckResult } from '../containers/container.ts';

export interface ExecResult {
  /** Undefined when the engine does not tell. */
  readonly exitCode: number | undefined;
  /** Hostile text: the last 4,000 characters of both streams. */
  readonly output: string;
}

/**
 * The hands. Each resolves when the engine says it is done; throws ParamedicError `engine_timeout` | `container_gone` |
 * `engine_…`. Every deadline covers the whole act and is never shorter than the act may take.
 */
export interface Hands {
  restart(id: string, options: { stopTimeoutMs: number; deadlineMs: number }): Promise<void>;
  stop(id: string, options: { stopTimeoutMs: number; deadlineMs: number }): Promise<void>;
  /**
   * `command` is given to `sh -c` inside the container. A non-zero exit code is a result, not an error. Throws
   * `exec_timeout` when the command does not end in time; the engine cannot end it, so it may go on.
   */
  exec(id: string, command: string, options: { deadlineMs: number }): Promise<ExecResult>;
  /**
   * A new container with the same configuration, networks, volumes and labels takes the place and the name of the old one.
   * The old one is kept, stopped and renamed, until the new one is well (healthy, or up for a while without a health
   * check) within `wellWithinMs`; then it is removed, else everything is put back and `recreate_rolled_back` is thrown.
   * `recreate_refused`: nothing was done, for it could not be undone. `recreate_unfinished`: the way back was barred as
   * well, and `repairRecreates` has to finish it.
   */
  recreate(
    id: string,
    options: {
      stopTimeoutMs: number;
      wellWithinMs: number;
      deadlineMs: number;
      /** Called when the new one has been started: from then on it is only watched. */
      onStarted: () => void;
    },
  ): Promise<{ newId: string }>;
  /**
   * Finishes what a Paramedic that died in the middle of a recreate left behind: a well successor stays, else the old one
   * comes back. Answers what it did, for the log. Only what `isLeft`: a container of somebody else's Paramedic on the same
   * engine, or one that is being recreated right now, is not.
   */
  repairRecreates(
    isLeft: (aside: SetAside) => boolean,
  ): Promise<readonly { name: string; outcome: 'kept_new' | 'put_back' }[]>;
}

/** A container that a recreate set aside; `name`: the one that it had before. */
export interface SetAside {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the scene looked like before the act. Everything hostile text, capped by the adapter, not yet redacted. */
export interface Scene {
  /** The last five results of the HEALTHCHECK, oldest first. */
  readonly checks: readonly HealthCheckResult[];
  /** Values of the container's environment whose names look like secrets; for redaction, never to be shown. */
  readonly secrets: readonly string[];
  /** Command, entrypoint, user, limits, mounts, networks, ports, log driver: what helps to understand, no environment values. */
  readonly setup: Readonly<Record<string, unknown>>;
  /** Last lines of both streams until `until`, at most 16 KiB; undefined when the engine could not read them, with `logError`. */
  readonly logs: string | undefined;
  readonly logError: string | undefined;
}

/** The photographer. */
export interface SceneReader {
  /** Undefined for a container that is gone. Logs only up to the instant `until` (ms since the epoch). */
  read(id: string, until: number): Promise<Scene | undefined>;
}
