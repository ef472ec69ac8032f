import type { Finding } from '../../containers/finding.ts';
import type { HostSample } from '../../containers/sample.ts';
import type { FleetView, LeadershipStatus, TargetView } from '../view.ts';
import { type ContainerReport, containerReport } from './container.ts';
import { type IncidentReport, incidentReport } from './incident.ts';
import { iso, isoOrAbsent, secondsSince } from './instant.ts';

/** Rows in one status; the sick ones come first, so what is left out is well. */
const MAX_ROWS = 500;
const VERDICT_ORDER: readonly TargetView['verdict'][] = ['sick', 'unknown', 'off', 'healthy'];

export type HostReport = Omit<HostSample, 'at'> & { at: string };

/** Everything on one page: what `paramedic status`, `/api/status` and the status page show. */
export interface StatusReport {
  now: string;
  version: string;
  mode: 'heal' | 'shadow';
  /** `degraded`: engine or storage is away. `standby`: another monitor watches. */
  state: 'ok' | 'degraded' | 'standby';
  leadership: Omit<LeadershipStatus, 'since'> & { since: string };
  engine: {
    connected: boolean;
    since: string;
    lastHeardAt: string | undefined;
    host: string;
    version: string | undefined;
    reason: string | undefined;
  };
  storage: {
    ready: boolean;
    since: string;
    spooledRecords: number;
    droppedSamples: number;
    reason: string | undefined;
  };
  lastTurnSeconds: number;
  counts: Record<TargetView['verdict'], number> & { total: number; unwatched: number };
  containers: ContainerReport[];
  /** Containers that had no room in the list. */
  containersOmitted: number;
  openIncidents: IncidentReport[];
  openIncidentsOmitted: number;
  findings: readonly Finding[];
  host: HostReport | undefined;
}

export function statusReport(fleet: FleetView, version: string, now: number): StatusReport {
  const engine = fleet.engine();
  const storage = fleet.storage();
  const targets = [...fleet.targets()].sort(byUrgency);
  const incidents = [...fleet.openIncidents()].sort((a, b) => b.timestamp - a.timestamp);
  const sample = fleet.hostSample();
  const leadership = fleet.leadership();
  return {
    now: iso(now),
    version,
    mode: fleet.mode(),
    state: stateOf(fleet),
    leadership: { ...leadership, since: iso(leadership.since) },
    engine: { ...engine, since: iso(engine.since), lastHeardAt: isoOrAbsent(engine.lastHeardAt) },
    storage: { ...storage, since: iso(storage.since) },
    lastTurnSeconds: secondsSince(fleet.lastTurnAt(), now),
    counts: { ...countVerdicts(targets), total: targets.length, unwatched: fleet.unwatched() },
    containers: targets.slice(0, MAX_ROWS).map(containerReport),
    containersOmitted: Math.max(0, targets.length - MAX_ROWS),
    openIncidents: incidents.slice(0, MAX_ROWS).map(incidentReport),
    openIncidentsOmitted: Math.max(0, incidents.length - MAX_ROWS),
    findings: fleet.findings(),
    host: sample && hostReport(sample),
  };
}

/** A monitor that stands by has no engine stream to lose; without Postgres it could not take over. */
function stateOf(fleet: FleetView): StatusReport['state'] {
  if (!fleet.storage().ready) return 'degraded';
  if (fleet.leadership().role === 'standby') return 'standby';
  return fleet.engine().connected ? 'ok' : 'degraded';
}

export const hostReport = (sample: HostSample): HostReport => ({ ...sample, at: iso(sample.at) });

function countVerdicts(targets: readonly TargetView[]): Record<TargetView['verdict'], number> {
  const counts = { healthy: 0, sick: 0, unknown: 0, off: 0 };
  for (const { verdict } of targets) counts[verdict] += 1;
  return counts;
}

const byUrgency = (a: TargetView, b: TargetView): number =>
  VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict) || byName(a.target, b.target);

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
