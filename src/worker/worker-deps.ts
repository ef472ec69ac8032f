import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { ClaudeConfig } from '../config/config.ts';
import type { EscalationArchive } from '../escalation/archive-port.ts';
import type { Diagnose, Launcher, ReapRun } from '../escalation/launch.ts';
import type { ApprovalDesk, RequestDesk } from '../escalation/ports.ts';
import type { EscalationQueue } from '../escalation/queue-port.ts';
import type { Capability, CaseFiles, LookForAgents, ProcessStart } from '../escalation/worker-ports.ts';
import type { Workshop } from '../escalation/workspace.ts';

interface WorkerSettings {
  readonly claude: ClaudeConfig;
  /** Claims of one escalation before it is given up. */
  readonly maxAttempts: number;
  /** Health has to last this long. */
  readonly verifyMs: number;
  /** Where people are told. */
  readonly channels: readonly string[];
  /** Hidden in everything that is written down. */
  readonly secrets: readonly string[];
  /** PATH of the runs. */
  readonly path: string;
  /** More variables of the runs: git's author. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface WorkerDeps {
  /** `HOST:PID:SCOPE`, as `nameOf` makes it. */
  readonly name: string;
  readonly host: string;
  readonly settings: WorkerSettings;
  readonly queue: EscalationQueue;
  readonly approvals: ApprovalDesk;
  readonly desk: RequestDesk;
  readonly archive: Pick<EscalationArchive, 'story' | 'recall' | 'workers'>;
  readonly launcher: Launcher;
  readonly reap: ReapRun;
  readonly workshop: Workshop;
  readonly files: CaseFiles;
  readonly agents: LookForAgents;
  readonly processStart: ProcessStart;
  /** Undefined: it is switched off. */
  readonly diagnose: Diagnose | undefined;
  readonly capability: () => Promise<Capability>;
  /** Of this machine, over one minute. */
  readonly loadPerCore: () => number | undefined;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}
