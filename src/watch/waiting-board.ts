import type { Finding } from '../containers/finding.ts';
import type { FleetView, LeadershipStatus, StorageStatus, WatchView } from '../incidents/view.ts';

export interface WaitingDeps {
  readonly host: string;
  readonly mode: 'heal' | 'shadow';
  readonly since: number;
  readonly storage: () => StorageStatus;
  readonly findings: () => readonly Finding[];
  /** What it waits for. */
  readonly reason: () => string;
  readonly lastTurnAt: () => number;
}

/** What there is to see while nothing is watched: nothing, and why. */
export function waitingBoard(deps: WaitingDeps): WatchView {
  return {
    targets: () => [],
    target: () => undefined,
    explain: () => undefined,
    openIncidents: () => [],
    findings: deps.findings,
    engine: () => ({
      connected: false,
      since: deps.since,
      lastHeardAt: undefined,
      host: deps.host,
      version: undefined,
      reason: deps.reason(),
    }),
    storage: deps.storage,
    hostSample: () => undefined,
    unwatched: () => 0,
    mode: () => deps.mode,
    lastTurnAt: deps.lastTurnAt,
  };
}

/** The same view for everybody, whichever board stands behind it now. */
export function viewOf(current: () => WatchView, leadership: () => LeadershipStatus): FleetView {
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
    leadership,
  };
}
