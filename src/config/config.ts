import type { LogTrigger } from './container-settings.ts';
import type { IncidentType } from './incident-type.ts';

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
  /** Signs each webhook message (HMAC-SHA256). */
  readonly webhookSecret: string | undefined;
  readonly slackUrl: string | undefined;
  /** Base URL of an Alertmanager, for its v2 API. */
  readonly alertmanagerUrl: string | undefined;
  readonly escalation: EscalationConfig;
  readonly claude: ClaudeConfig;
  readonly host: string | undefined;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly format: 'json' | 'text' };
}

/** When an incident is put on the queue for Claude Code. */
export interface EscalationConfig {
  /** Incidents below stay with people. */
  readonly minSeverity: 'info' | 'warning' | 'critical';
  /** Types (incidents/incident.ts) that do not wait for healing to give up. */
  readonly atOnce: readonly IncidentType[];
  /** Related incidents join within this time. */
  readonly coalesceMs: number;
  /** Not claimed within this time: a person is told. */
  readonly expireMs: number;
  /** Claims of one escalation before it is given up. */
  readonly maxAttempts: number;
}

/** How Claude Code is launched, and within what. */
export interface ClaudeConfig {
  /** `auto`: when Claude Code and a key are there. */
  readonly enabled: 'auto' | 'true' | 'false';
  /** Undefined: the bundled one, else `claude` in PATH. */
  readonly path: string | undefined;
  readonly model: string | undefined;
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly maxUsd: number;
  readonly maxTurns: number;
  /** Wall clock of one run; waiting for an approval does not count. */
  readonly timeoutMs: number;
  /** The first event has to come within this, and each further one within `silenceMs` of the one before. */
  readonly firstEventMs: number;
  readonly silenceMs: number;
  readonly runsPerHour: number;
  readonly runsPerDay: number;
  readonly usdPerHour: number;
  readonly usdPerDay: number;
  /** Runs of one worker at the same time, 1..3. */
  readonly concurrency: number;
  /** Not granted within this time is denied. */
  readonly approvalMs: number;
  /** No launch above this load per core. */
  readonly maxLoadPerCore: number;
  /** Compose project → folder of its repository. */
  readonly workspaces: Readonly<Record<string, string>>;
  /** Folders at or below which a label may name a workspace, besides those of `workspaces`. */
  readonly workspaceRoots: readonly string[];
  /** True: works in the workspace itself and not in a worktree beside it. */
  readonly inPlace: boolean;
  /** `fast-forward`: a verified fix is merged into the branch that is checked out; `never`: that is up to people. */
  readonly merge: 'never' | 'fast-forward';
  /** More commands that the gate allows, each as the words that it begins with. */
  readonly allow: readonly (readonly string[])[];
  /** One bounded call that suggests a step of the ladder; never executes anything. */
  readonly diagnosis: boolean;
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
