import type { Registry } from 'prom-client';
import type { Clock } from '../base/clock.ts';
import { INCIDENT_TYPES, SEVERITIES } from '../incidents/incident.ts';
import type { FleetView, TargetView } from '../incidents/view.ts';
import { type Family, type Row, registerCounters, registerGauges } from './computed.ts';
import { labelValue } from './label.ts';

export const VERDICTS = ['healthy', 'sick', 'unknown', 'off'] as const;

export interface MonitorMetricsDeps {
  readonly fleet: FleetView;
  /** Those of the scrape under way: a view of thousands is made once for all of it. */
  readonly views: () => readonly TargetView[];
  readonly clock: Clock;
  readonly version: string;
}

/** What Paramedic knows of the fleet as a whole, of its engine and of its storage. */
export function registerMonitorMetrics(registry: Registry, deps: MonitorMetricsDeps): void {
  const { fleet, views, clock, version } = deps;
  registerGauges(registry, [
    {
      name: 'paramedic_build_info',
      help: 'Always 1; the version is in the label.',
      labelNames: ['version'],
      rows: () => [{ value: 1, labels: { version } }],
    },
    {
      name: 'paramedic_containers',
      help: 'Watched containers by verdict.',
      labelNames: ['verdict'],
      rows: () => verdictRows(views()),
    },
    {
      name: 'paramedic_incidents_open',
      help: 'Incidents that are not resolved.',
      labelNames: ['type', 'severity'],
      rows: () => openIncidentRows(fleet),
    },
    single('paramedic_containers_unwatched', 'Containers left out by label or mode.', () => fleet.unwatched()),
    single(
      'paramedic_findings',
      'Things that a person should mend; see `paramedic doctor`.',
      () => fleet.findings().length,
    ),
    {
      name: 'paramedic_leader',
      help: 'Whether this monitor is the one that watches and heals; 0 while it stands by.',
      labelNames: ['host'],
      rows: () => leaderRows(fleet),
    },
    single(
      'paramedic_last_turn_age_seconds',
      'Time since the loop last turned; `/healthz` fails above 30 s.',
      () => Math.max(0, clock.now() - fleet.lastTurnAt()) / 1_000,
    ),
    // A monitor that stands by has no stream, and none that could be down.
    single('paramedic_event_stream_connected', "Whether the engine's event stream is connected.", () =>
      standsBy(fleet) ? undefined : fleet.engine().connected ? 1 : 0,
    ),
    single('paramedic_event_stream_age_seconds', 'Time since the engine was last heard.', () => {
      if (standsBy(fleet)) return undefined;
      const { lastHeardAt, since } = fleet.engine();
      return Math.max(0, clock.now() - (lastHeardAt ?? since)) / 1_000;
    }),
    single('paramedic_storage_ready', 'Whether Postgres takes records.', () => (fleet.storage().ready ? 1 : 0)),
    single(
      'paramedic_storage_spooled_records',
      'Records on disk that wait for Postgres.',
      () => fleet.storage().spooledRecords,
    ),
  ]);
  registerCounters(registry, [
    single(
      'paramedic_storage_dropped_samples_total',
      'Samples lost while Postgres was away.',
      () => fleet.storage().droppedSamples,
    ),
  ]);
}

function leaderRows(fleet: FleetView): Row[] {
  const { role, host } = fleet.leadership();
  return [{ value: role === 'standby' ? 0 : 1, labels: { host: labelValue(host) } }];
}

/** Before the storage has been read nobody leads either, and then it is no choice: that monitor is cut off. */
const standsBy = (fleet: FleetView): boolean => {
  const { role, leader } = fleet.leadership();
  return role === 'standby' && leader !== undefined;
};

export function single(name: string, help: string, read: () => number | undefined): Family {
  const rows = (): Row[] => {
    const value = read();
    return value === undefined ? [] : [{ value, labels: {} }];
  };
  return { name, help, rows };
}

function verdictRows(views: readonly TargetView[]): Row[] {
  const counts = new Map<string, number>(VERDICTS.map((verdict) => [verdict, 0]));
  for (const { verdict } of views) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts].map(([verdict, value]) => ({ value, labels: { verdict } }));
}

function openIncidentRows(fleet: FleetView): Row[] {
  const rows = new Map<string, Row>();
  for (const type of INCIDENT_TYPES) {
    for (const severity of SEVERITIES) rows.set(`${type} ${severity}`, { value: 0, labels: { type, severity } });
  }
  for (const { type, severity } of fleet.openIncidents()) {
    const row = rows.get(`${type} ${severity}`);
    if (row !== undefined) row.value += 1;
  }
  return [...rows.values()];
}
