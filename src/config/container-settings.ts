export type HealAction = 'exec' | 'restart' | 'recreate' | 'restart-dependents' | 'stop' | 'notify' | 'none';

/** A probe of our own, by label. */
export interface ProbeSpec {
  readonly name: string;
  readonly kind: 'http' | 'tcp' | 'exec';
  /** http: a URL, or `:PORT/path` of the container itself; tcp: `HOST:PORT` or `:PORT`; exec: a command line for `sh -c`. */
  readonly address: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** So many failures (successes) in a row turn the opinion. */
  readonly failures: number;
  readonly successes: number;
  /** http: the status codes that count as success, as ranges. */
  readonly status: readonly (readonly [from: number, to: number])[];
  /** http: text that the body must contain. */
  readonly body: string | undefined;
  /** Slower than this is slow_response; undefined: any latency is fine. */
  readonly maxLatencyMs: number | undefined;
}

/** A pattern that must not appear in the log; RE2 syntax, so that no pattern can take forever. */
export interface LogTrigger {
  readonly name: string;
  readonly pattern: string;
}

/** What the labels of one container ask for, over the defaults of the configuration. */
export interface ContainerSettings {
  readonly watched: boolean;
  readonly actions: readonly HealAction[];
  /** True when a label named the actions: only then is Paramedic's own stack healed. */
  readonly actionsByLabel: boolean;
  readonly maxAttempts: number;
  /** True when a label named `maxAttempts`: then it also bounds a longer ladder. */
  readonly maxAttemptsByLabel: boolean;
  /** The clean-up command of the rung `exec`, for `sh -c`; undefined: that rung is left out. */
  readonly exec: string | undefined;
  /** Targets, container names or services of the same project that this one needs, besides what compose and the network tell. */
  readonly dependsOn: readonly string[];
  /** While this container runs, these targets (patterns with `*`) are not healed: backups and updaters. */
  readonly guards: readonly string[];
  readonly probes: readonly ProbeSpec[];
  readonly logs: readonly LogTrigger[];
  /** Ratios in place of the configured thresholds; undefined: as configured. */
  readonly limits: { readonly cpuRatio: number | undefined; readonly memoryRatio: number | undefined };
  readonly stopTimeoutMs: number;
  readonly verifyMs: number;
  readonly escalate: boolean;
  /** Folder of the repository that this container is made from; undefined: as configured for its compose project. */
  readonly workspace: string | undefined;
}
