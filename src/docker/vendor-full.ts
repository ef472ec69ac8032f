import type { InspectedContainer, Maybe } from './vendor.ts';

/** Whatever else stands there is handed on as it is: a newer engine's field must survive a recreate. */
type Open = Readonly<Record<string, unknown>>;

export interface Endpoint extends Open {
  IPAMConfig?: Maybe<object>;
  Links?: Maybe<string[]>;
  Aliases?: Maybe<string[]>;
  DriverOpts?: Maybe<object>;
  GwPriority?: Maybe<number>;
  NetworkID?: Maybe<string>;
  IPAddress?: Maybe<string>;
}

interface MountPoint {
  Type?: Maybe<string>;
  Name?: Maybe<string>;
  Source?: Maybe<string>;
  Destination?: Maybe<string>;
  Mode?: Maybe<string>;
  RW?: Maybe<boolean>;
}

export interface ConfigInFull extends Open {
  Hostname?: Maybe<string>;
  Image?: Maybe<string>;
  User?: Maybe<string>;
  Env?: Maybe<string[]>;
  Cmd?: Maybe<string[]>;
  Entrypoint?: Maybe<string[]>;
  WorkingDir?: Maybe<string>;
  Labels?: Maybe<Record<string, string>>;
  MacAddress?: Maybe<string>;
}

interface MountSpec extends Open {
  Type?: Maybe<string>;
  Source?: Maybe<string>;
  Target?: Maybe<string>;
}

export interface HostConfigInFull extends Open {
  Binds?: Maybe<string[]>;
  Mounts?: Maybe<MountSpec[]>;
  Links?: Maybe<string[]>;
  NetworkMode?: Maybe<string>;
  IpcMode?: Maybe<string>;
  PidMode?: Maybe<string>;
  UTSMode?: Maybe<string>;
  AutoRemove?: Maybe<boolean>;
  Memory?: Maybe<number>;
  NanoCpus?: Maybe<number>;
  PidsLimit?: Maybe<number>;
  Privileged?: Maybe<boolean>;
  ReadonlyRootfs?: Maybe<boolean>;
  PortBindings?: Maybe<Record<string, unknown>>;
  LogConfig?: Maybe<{ Type?: Maybe<string> }>;
  RestartPolicy?: Maybe<{ Name?: Maybe<string> }>;
}

/** An inspect with all that makes another container of the same kind. */
export interface InspectedInFull extends Omit<InspectedContainer, 'Config' | 'HostConfig' | 'NetworkSettings'> {
  Config?: Maybe<ConfigInFull>;
  HostConfig?: Maybe<HostConfigInFull>;
  Mounts?: Maybe<MountPoint[]>;
  NetworkSettings?: Maybe<{ Networks?: Maybe<Record<string, Maybe<Endpoint>>> }>;
}
