/** The parts of the engine's answers that we read. Any of them may be missing or null: engines, versions and proxies differ. */
export type Maybe<T> = T | null | undefined;
type Labels = Maybe<Record<string, string>>;

export interface ListedContainer {
  Id: string;
  Names?: Maybe<string[]>;
  Image?: Maybe<string>;
  ImageID?: Maybe<string>;
  /** Seconds. */
  Created?: Maybe<number>;
  Labels?: Labels;
  State?: Maybe<string>;
  Status?: Maybe<string>;
  HostConfig?: Maybe<{ NetworkMode?: Maybe<string> }>;
  /** From API 1.52 on. */
  Health?: Maybe<{ Status?: Maybe<string> }>;
}

export interface InspectedCheck {
  Start?: Maybe<string>;
  End?: Maybe<string>;
  ExitCode?: Maybe<number>;
  Output?: Maybe<string>;
}

export interface InspectedNetwork {
  IPAddress?: Maybe<string>;
  GlobalIPv6Address?: Maybe<string>;
}

export interface InspectedContainer {
  Id: string;
  Name?: Maybe<string>;
  Created?: Maybe<string>;
  /** The id of the image. */
  Image?: Maybe<string>;
  RestartCount?: Maybe<number>;
  State?: Maybe<{
    Status?: Maybe<string>;
    OOMKilled?: Maybe<boolean>;
    Error?: Maybe<string>;
    ExitCode?: Maybe<number>;
    StartedAt?: Maybe<string>;
    FinishedAt?: Maybe<string>;
    Health?: Maybe<{ Status?: Maybe<string>; FailingStreak?: Maybe<number>; Log?: Maybe<InspectedCheck[]> }>;
  }>;
  Config?: Maybe<{
    Image?: Maybe<string>;
    Env?: Maybe<string[]>;
    Labels?: Labels;
    /** In s; -1: for ever. */
    StopTimeout?: Maybe<number>;
    /** StartPeriod in ns. */
    Healthcheck?: Maybe<{ StartPeriod?: Maybe<number> }>;
  }>;
  NetworkSettings?: Maybe<{ Networks?: Maybe<Record<string, Maybe<InspectedNetwork>>> }>;
  HostConfig?: Maybe<{
    NetworkMode?: Maybe<string>;
    RestartPolicy?: Maybe<{ Name?: Maybe<string> }>;
    AutoRemove?: Maybe<boolean>;
    /** `--cpus`, in a thousand-millionth of a core; 0: none. */
    NanoCpus?: Maybe<number>;
    /** The older way to say the same, in microseconds of a period; 0 or less: none. */
    CpuQuota?: Maybe<number>;
    CpuPeriod?: Maybe<number>;
  }>;
}

export interface BlockEntry {
  op?: Maybe<string>;
  value?: Maybe<number>;
}

export interface RawStats {
  read?: Maybe<string>;
  cpu_stats?: Maybe<{
    cpu_usage?: Maybe<{ total_usage?: Maybe<number>; percpu_usage?: Maybe<number[]> }>;
    online_cpus?: Maybe<number>;
  }>;
  memory_stats?: Maybe<{ usage?: Maybe<number>; limit?: Maybe<number>; stats?: Maybe<Record<string, number>> }>;
  networks?: Maybe<Record<string, { rx_bytes?: Maybe<number>; tx_bytes?: Maybe<number> }>>;
  blkio_stats?: Maybe<{ io_service_bytes_recursive?: Maybe<BlockEntry[]> }>;
  pids_stats?: Maybe<{ current?: Maybe<number> }>;
}

export interface EngineVersion {
  Version?: Maybe<string>;
  ApiVersion?: Maybe<string>;
  MinAPIVersion?: Maybe<string>;
}

export interface EngineInfo {
  Name?: Maybe<string>;
  MemTotal?: Maybe<number>;
  SystemTime?: Maybe<string>;
}
