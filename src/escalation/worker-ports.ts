import type { Briefing } from './briefing.ts';

/** Where the files of one escalation are; absolute, links resolved. */
export interface CasePlace {
  /** `escalations/ID`: briefing, evidence, transcript, outcome. What Claude Code may read beside its workspace. */
  readonly folder: string;
  readonly transcript: string;
  /** Where the worktree goes. */
  readonly worktree: string;
}

/** The worker's part of the data folder, readable for nobody else. All reject with what the disk says. */
export interface CaseFiles {
  open(escalationId: string): Promise<CasePlace>;
  write(place: CasePlace, briefing: Briefing): Promise<void>;
  writeOutcome(place: CasePlace, outcome: Readonly<Record<string, unknown>>): Promise<void>;
  /** HOME and temporary files of one run; gone after it. */
  runFolder(runId: string): Promise<string>;
  removeRunFolder(runId: string): Promise<void>;
  /** Tells whoever looks at the disk only that the worker is alive: `worker.alive` has the time of now. */
  touch(): Promise<void>;
  /** Where a folder really is; undefined: there is none. */
  realFolder(path: string): Promise<string | undefined>;
}

/** A Claude Code that somebody else runs on this machine. */
export interface AgentSighting {
  readonly pid: number;
  readonly cwd: string;
}

/** Interactive sessions of the worker's own user; best effort, never rejects. */
export type LookForAgents = () => Promise<readonly AgentSighting[]>;

/** When the process with that number began, in ms since the epoch; undefined: there is none. */
export type ProcessStart = (pid: number) => Promise<number | undefined>;

/** Whether Claude Code can be launched here. */
export type Capability =
  | { readonly kind: 'able'; readonly program: string; readonly version: string; readonly apiKey: string }
  | { readonly kind: 'unable'; readonly reason: string };
