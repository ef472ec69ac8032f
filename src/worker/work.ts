import type { EscalationStory } from '../escalation/archive-port.ts';
import type { Diagnosis } from '../escalation/launch.ts';
import type { Run } from '../escalation/run.ts';
import type { Capability, CasePlace } from '../escalation/worker-ports.ts';
import type { Workspace } from '../escalation/workspace.ts';
import type { WorkspaceDecision } from '../escalation/workspace-policy.ts';
import type { Bells } from './bells.ts';
import type { Hold } from './hold.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** One claim of an escalation, and what is needed to work on it. */
export interface Attempt {
  readonly hold: Hold;
  readonly able: Extract<Capability, { kind: 'able' }>;
  readonly bells: Bells;
  /** Runs of this very worker, by id: no orphans. */
  readonly ownRuns: Set<string>;
  /** Aborts when the worker is to end. */
  readonly stop: AbortSignal;
  readonly deps: WorkerDeps;
}

/** What there is of one run; filled in as it becomes known, so that a run that breaks off is cleared up all the same. */
export interface Work {
  readonly run: Run;
  /** As it was when the run began. */
  readonly story: EscalationStory;
  readonly place: CasePlace;
  readonly chosen: WorkspaceDecision;
  workspace: Workspace | undefined;
  diagnosis: Diagnosis | undefined;
}
