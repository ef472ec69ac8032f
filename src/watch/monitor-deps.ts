import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import type { Finding } from '../containers/finding.ts';
import type { Census, HostProbe, Sampler, StreamListener } from '../containers/ports.ts';
import type { MonitorQueue } from '../escalation/ports.ts';
import type { Hands, SceneReader } from '../healing/ports.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Ledger, Recollection } from '../incidents/ledger.ts';
import type { StorageStatus } from '../incidents/view.ts';
import type { LogSource, ProbeRunner } from '../probes/ports.ts';
import type { OwnParts } from './place.ts';
import type { ProbingDeps } from './probing.ts';

/** All that a monitor of one engine needs from outside. */
export interface MonitorDeps {
  readonly config: Config;
  readonly host: string;
  readonly own: OwnParts;
  readonly census: Census;
  readonly sampler: Sampler;
  readonly hands: Hands;
  readonly scene: SceneReader;
  readonly probes: ProbeRunner;
  readonly logs: LogSource;
  readonly onProbeResult?: ProbingDeps['onResult'];
  readonly hostProbe: HostProbe;
  readonly stream: (listener: StreamListener) => Service;
  /** The queue for Claude Code, as far as a monitor needs it; absent: nobody asks anything of this monitor. */
  readonly onCall?: MonitorQueue;
  readonly ledger: Ledger;
  readonly storage: () => StorageStatus;
  readonly recollection: Recollection;
  readonly channels: readonly string[];
  readonly findings: readonly Finding[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly happenings: Emitter<Happening>;
  readonly newId: () => string;
}
