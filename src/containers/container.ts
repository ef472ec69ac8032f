/** A container as Paramedic sees it, whatever engine it runs on. Instants in ms since the epoch. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** Docker's own HEALTHCHECK; `none` when the container has none or does not run. */
export type HealthState = 'none' | 'starting' | 'healthy' | 'unhealthy';

export type RestartPolicy = 'no' | 'on-failure' | 'always' | 'unless-stopped';

export interface HealthCheckResult {
  at: number;
  durationMs: number;
  /** -1 when the check hung and was ended by the engine. */
  exitCode: number;
  /** Hostile text without the container's secrets, capped at 1,000 characters. */
  output: string;
}

/** What one list call tells of a container; enough to notice that something changed. */
export interface ContainerSummary {
  id: string;
  name: string;
  /** Stable identity, see `target.ts`. */
  target: string;
  image: string;
  imageId: string;
  labels: Readonly<Record<string, string>>;
  createdAt: number;
  state: ContainerState;
  health: HealthState;
  /** As the engine has it: `bridge`, `host`, `none`, a network's name, or `container:ID` when it lives in another's network. */
  networkMode: string;
}

/** What inspect tells on top. */
export interface Container extends ContainerSummary {
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** Of the last end; undefined while it runs: the engine forgets it at the next start. */
  exitCode: number | undefined;
  oomKilled: boolean;
  restartCount: number;
  restartPolicy: RestartPolicy;
  /** `docker run --rm`: gone as soon as it stops. */
  autoRemove: boolean;
  /** The last result of the HEALTHCHECK; right after a restart still one of the life before. */
  lastCheck: HealthCheckResult | undefined;
  failingStreak: number;
  /** What the HEALTHCHECK grants a start before failures count; 0 without one. */
  startPeriodMs: number;
  /** What `docker stop` grants it to end, where it says so itself (compose: `stop_grace_period`); absent: the engine's 10 s. */
  stopGraceMs?: number | undefined;
  /** Why the engine could not start it; undefined when it could. Hostile text, capped at 1,000 characters. */
  startError: string | undefined;
  /** Its CPU quota, in cores; absent: it may use all of them. */
  cpuCores?: number | undefined;
  /** Its own addresses, in the order of its networks' names; empty while it does not run or shares another's network. */
  addresses: readonly string[];
  /** Values of its environment whose names look like secrets: to hide them in what it says, never to be shown. Absent: none. */
  secrets?: readonly string[] | undefined;
}
