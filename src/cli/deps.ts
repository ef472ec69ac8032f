import type { Config } from '../config/config.ts';
import type { LoadResult } from '../config/load.ts';
import type { ContainerSummary } from '../containers/container.ts';
import type { Finding } from '../containers/finding.ts';
import type { EngineNeed } from '../containers/permissions.ts';
import type { EngineFacts } from '../containers/ports.ts';
import type { HostSample } from '../containers/sample.ts';
import type { Checkout } from '../escalation/checkout.ts';
import type { WorkerSighting } from '../escalation/worker-sighting.ts';
import type { ChannelRecord } from '../notifications/channel-record.ts';
import type { History } from '../replay/history.ts';
import type { Paint } from './paint.ts';

/** What the commands need from outside; `main.ts` brings it. */
export interface CliDeps {
  readonly version: string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly paint: Paint;
  readonly now: () => number;
  /** Who sits at the keyboard, for the record of what they order. */
  readonly userName: () => string;
  /** `over`: the path of a settings file that is stronger than all else. */
  readonly loadConfig: (over?: string) => LoadResult;
  /** Runs the monitor until it is told to stop; resolves to the exit code. */
  readonly serve: (config: Config, findings: readonly Finding[]) => Promise<number>;
  /** Runs a worker until it is told to stop; resolves to the exit code. */
  readonly work: (config: Config) => Promise<number>;
  /** Serves MCP on standard input and output until the other side ends; `backend` carries out the tools. */
  readonly serveMcp: (backend: McpBackend) => Promise<void>;
  /** Brings the tables up to date; resolves to one line that says what was done. */
  readonly migrate: (config: Config) => Promise<string>;
  /** The connection string for psql. */
  readonly databaseUrl: (config: Config) => Promise<string>;
  /** What is on record of a span of time. */
  readonly history: (config: Config, since: number, until: number) => Promise<History>;
  readonly facts: DoctorFacts;
}

interface McpBackend {
  call(
    tool: string,
    given: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly text: string; readonly failed: boolean }>;
}

/** What `doctor` looks at beyond the monitor. Each may throw ParamedicError: its message and cure are what is shown. */
export interface DoctorFacts {
  engine(config: Config): Promise<EngineReport>;
  /** Asked only when no monitor runs: a running one says itself how its storage is. */
  storage(config: Config): Promise<StorageReport>;
  dataDir(config: Config): Promise<DataDirReport>;
  /** The machine as a monitor here would sample it. */
  host(config: Config): Promise<HostSample>;
  /** The delivery log of the outbox. */
  channels(config: Config): Promise<readonly ChannelRecord[]>;
  onCall(): Promise<OnCallFacts>;
}

/** What `doctor` looks at for Claude Code on call. */
export interface OnCallFacts {
  /** The names under which a worker on this machine would tell of itself. */
  hostNames(config: Config): readonly string[];
  /** Those that ever told of themselves. Throws ParamedicError when the database cannot be asked. */
  workers(config: Config): Promise<readonly WorkerSighting[]>;
  /** On this machine. Never throws. */
  claude(config: Config): Promise<ClaudeProgram>;
  /** Never throws. */
  checkout(folder: string): Promise<Checkout>;
}

export type ClaudeProgram =
  | { readonly kind: 'found'; readonly path: string; readonly version: string }
  | { readonly kind: 'missing'; readonly reason: string; readonly cure: string };

export interface EngineReport extends EngineFacts {
  containers: readonly ContainerSummary[];
  /** The engine's clock minus ours; undefined when it does not tell. */
  clockSkewMs: number | undefined;
  /** What configuration and labels need it for. */
  needs: readonly EngineNeed[];
  /** The endpoints among those needed that it, or a proxy in between, refuses. */
  denied: readonly string[];
}

export interface StorageReport {
  /** For people, without the password: `embedded in ./data/postgres`, `db.lan:5432`. */
  where: string;
  /** Tables that are not there yet or out of date; empty when all is well. */
  pendingMigrations: readonly string[];
}

export interface DataDirReport {
  path: string;
  writable: boolean;
  /** Why not. */
  reason: string | undefined;
  freeBytes: number | undefined;
}
