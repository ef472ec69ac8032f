/** What one simulated container is and does. Only data, so that it can be sent to a process. */
export interface SimSpec {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly imageId?: string;
  /** False: without a HEALTHCHECK. */
  readonly healthcheck?: boolean;
  /** From a start to the first result of its HEALTHCHECK. */
  readonly firstCheckMs?: number;
  /** How many restarts a sickness takes until it is over; `Infinity`: no restart helps. */
  readonly cure?: number;
  /** A restart of one that ends at once on SIGTERM, from the request to the answer. */
  readonly restartMs?: number;
  /** After SIGTERM it goes on for so long; a stop timeout that ends before kills it. */
  readonly ignoresSigtermMs?: number;
  /** Ends with `crashExitCode` so long after each start. */
  readonly crashesAfterMs?: number;
  readonly crashExitCode?: number;
  readonly restartPolicy?: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  readonly networkMode?: string;
  readonly env?: readonly string[];
  /** False: only created. */
  readonly running?: boolean;
  /** What every exec does in it, whatever the command. */
  readonly exec?: SimExec;
  /** Sick for ever where another container had its first volume before. */
  readonly wellInFirstLifeOnly?: boolean;
}

export interface SimExec {
  readonly exitCode: number;
  readonly output: string;
  readonly takesMs?: number;
  /** The sickness is over after it. */
  readonly cures?: boolean;
}

export const SIM_IMAGE = 'busybox:1.36';
export const SIM_IMAGE_ID = 'sha256:46320de72804f4017fee83a4be08237fe2618239986a7e08a5fd4c84cd0a58dd';

/** As measured on a real engine with 2 cores; see docs/benchmarks.md. */
export const SIM_DEFAULTS = { firstCheckMs: 100, cure: 1, restartMs: 300, ignoresSigtermMs: 0 } as const;

/** So many containers of one kind, named `sim-0001` and so on. */
export const manySpecs = (count: number, common: Omit<SimSpec, 'name'> = {}): SimSpec[] =>
  Array.from({ length: count }, (_, index) => ({ ...common, name: `sim-${String(index + 1).padStart(4, '0')}` }));
