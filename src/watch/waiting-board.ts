import type { Finding } from '../containers/finding.ts';
import type { EngineStatus, FleetView, StorageStatus } from '../incidents/view.ts';

export interface WaitingDeps {
  readonly host: string;
  readonly mode: 'heal' | 'shadow';
  readonly since: number;
  readonly storage: () => StorageStatus;
  readonly findings: () => readonly Finding[];
  /** Waiting for storage is no stall: whoever asks gets an answer, so the loop turns. */
  readonly now: () => number;
}

/** What there is to see before the storage has been read: nothing yet, and why. */
export function waitingBoard(deps: WaitingDeps): FleetView {
  const engine: EngineStatus = {
    connected: false,
    since: deps.since,
    lastHeardAt: undefined,
    host: deps.host,
    version: undefined,
    reason: 'waiting for the storage: without it the budgets are not known',
  };
  return {
    targets: () => [],
    target: () => undefined,
    explain: () => undefined,
    openIncidents: () => [],
    findings: deps.findings,
    engine: () => engine,
    storage: deps.storage,
    hostSample: () => undefined,
    unwatched: () => 0,
    mode: () => deps.mode,
    lastTurnAt: deps.now,
  };
}

/** The same view for everybody, whichever board stands behind it now. */
export function viewOf(current: () => FleetView): FleetView {
  return {
    targets: () => current().targets(),
    target: (name) => current().target(name),
    explain: (name) => current().explain(name),
    openIncidents: () => current().openIncidents(),
    findings: () => current().findings(),
    engine: () => current().engine(),
    storage: () => current().storage(),
    hostSample: () => current().hostSample(),
    unwatched: () => current().unwatched(),
    mode: () => current().mode(),
    lastTurnAt: () => current().lastTurnAt(),
  };
}
