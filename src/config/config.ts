/** The frozen configuration. Spans in ms, ratios in 0..1. Made by `load.ts` from paramedic.yml and the environment. */
export interface Config {
  readonly listen: { readonly host: string; readonly port: number };
  readonly token: string | undefined;
  readonly dataDir: string;
  readonly intervalMs: number;
  /** `labelled`: only containers with a label that asks for it (`label`, when set by AUTOHEAL_CONTAINER_LABEL, is one more such label). */
  readonly watch: { readonly mode: 'all' | 'labelled'; readonly label: string | undefined };
  readonly mode: 'heal' | 'shadow';
  readonly heal: HealConfig;
  readonly thresholds: ThresholdConfig;
  /** Whose logs are read for patterns (`labelled`: only containers with a `paramedic.log.NAME`), and the patterns for each of them. */
  readonly logs: { readonly watch: 'all' | 'labelled'; readonly patterns: readonly LogTrigger[] };
  /** While one is open no incident opens, nothing is healed and nobody is told. */
  readonly maintenance: readonly MaintenanceWindow[];
  /** The dead-man ping: a URL that is told regularly that Paramedic is well; somebody else alarms when it stops. */
  readonly ping: { readonly url: string | undefined; readonly intervalMs: number };
  readonly retention: { readonly metricsMs: number; readonly incidentsMs: number; readonly runsMs: number };
  readonly engine: {
    readonly dockerHost: string | undefined;
    readonly tlsVerify: boolean;
    readonly certPath: string | undefined;
  };
  /** Undefined: the embedded Postgres in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly host: string | undefined;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly format: 'json' | 'text' };
}

export interface Budget {
  readonly count: number;
  readonly windowMs: number;
}

export interface HealConfig {
  readonly maxAttempts: number;
  readonly verifyMs: number;
  readonly stopTimeoutMs: number;
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  readonly resetMs: number;
  readonly budget: Budget;
  readonly hostBudget: Budget;
  readonly maxUnhealthyRatio: number;
  readonly concurrency: number;
  /** No healing this long after Paramedic's own start (AUTOHEAL_START_PERIOD). */
  readonly startPeriodMs: number;
  /** Leave containers that are not running alone (AUTOHEAL_ONLY_MONITOR_RUNNING). */
  readonly onlyRunning: boolean;
}

/** A time that comes back every week. When it ends at or before it begins, it ends on the next day. */
export interface MaintenanceWindow {
  /** The days on which it begins, 0 = Sunday … 6 = Saturday. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
  /** IANA name, `Europe/Berlin`; or `UTC`. */
  readonly timeZone: string;
}

export type HealAction = 'exec' | 'restart' | 'recreate' | 'restart-dependents' | 'stop' | 'notify' | 'none';

/** When a symptom that is no outage becomes an incident, and when it is over. Ratios in 0..1. */
export interface ThresholdConfig {
  /** Busy so much of what it may use (its quota, else all cores) for so long. */
  readonly cpuRatio: number;
  readonly cpuForMs: number;
  /** So much of its memory limit in use for so long. */
  readonly memoryRatio: number;
  readonly memoryForMs: number;
  /** Memory that only grows over this window, and would reach its limit within the horizon. */
  readonly leakWindowMs: number;
  readonly leakHorizonMs: number;
  /** So many crashes within a short window, or so many within a long one: a restart loop. */
  readonly loop: Budget;
  readonly slowLoop: Budget;
  /** It turned sick so often within the window: flapping; over when it did so at most `flapLeave` times. */
  readonly flap: Budget;
  readonly flapLeave: number;
  /** Longer than this in a state that should pass: stuck. */
  readonly stuckMs: number;
  readonly diskFreeRatio: number;
  readonly hostMemoryFreeRatio: number;
  readonly hostLoadPerCore: number;
  readonly hostForMs: number;
}

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
}
