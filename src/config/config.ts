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

export type HealAction = 'restart' | 'notify' | 'none';

/** What the labels of one container ask for, over the defaults of the configuration. */
export interface ContainerSettings {
  readonly watched: boolean;
  readonly actions: readonly HealAction[];
  /** True when a label named the actions: only then is Paramedic's own stack healed. */
  readonly actionsByLabel: boolean;
  readonly maxAttempts: number;
  readonly stopTimeoutMs: number;
  readonly verifyMs: number;
  readonly escalate: boolean;
}
