import { Counter, Histogram, type Registry } from 'prom-client';
import { REFUSAL_REASONS } from '../healing/reasons.ts';
import {
  INCIDENT_TYPES,
  REMEDIATION_ACTIONS,
  REMEDIATION_OUTCOMES,
  RESOLUTIONS,
  SEVERITIES,
} from '../incidents/incident.ts';
import { PING_OUTCOMES } from '../notifications/ping.ts';
import { VERDICTS } from './monitor.ts';

const REACTION_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const RECOVERY_SECONDS = [1, 5, 10, 20, 30, 45, 60, 120, 300, 600, 1_200, 1_800, 3_600];
const CYCLE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export type Instruments = ReturnType<typeof registerInstruments>;

/** Counters and histograms that are fed by what happens; see `observed.ts`. */
export function registerInstruments(registry: Registry) {
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> =>
    new Counter({ name: `paramedic_${name}`, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets: number[]): Histogram =>
    new Histogram({ name: `paramedic_${name}`, help, buckets, registers: [registry] });
  return {
    opened: counter('incidents_total', 'Incidents opened.', 'type', 'severity'),
    resolved: counter('incidents_resolved_total', 'Incidents resolved, by how they ended.', 'resolution'),
    handedOver: counter('incidents_escalated_total', 'Incidents that healing gave up on.', 'type'),
    remediations: counter('remediations_total', 'Attempts that are over.', 'action', 'outcome'),
    ineffective: counter('remediations_ineffective_total', 'Attempts after which the target was still sick.'),
    refusals: counter('remediation_refusals_total', 'Times that healing was due and not done.', 'reason'),
    verdicts: counter('verdict_changes_total', 'Changes of verdict.', 'to'),
    connects: counter('event_stream_connects_total', "Connects of the engine's event stream."),
    notifications: counter('notifications_total', 'Messages to people, each try.', 'channel', 'outcome'),
    pings: counter('pings_total', 'Dead-man pings, by what became of them.', 'outcome'),
    reaction: histogram('detection_to_action_seconds', 'From the verdict to the intent to act.', REACTION_SECONDS),
    recovery: histogram('time_to_recovery_seconds', 'From opening an incident to its end.', RECOVERY_SECONDS),
    reconcile: histogram('reconcile_duration_seconds', 'Time for one full look at the engine.', CYCLE_SECONDS),
    sampling: histogram('sampling_duration_seconds', 'Time for one round of resource samples.', CYCLE_SECONDS),
  };
}

/** Every label value that can be known exists at zero: a rate cannot see the first increment of a new series. */
export function createAtZero(instruments: Instruments): void {
  for (const type of INCIDENT_TYPES) {
    instruments.handedOver.inc({ type }, 0);
    for (const severity of SEVERITIES) instruments.opened.inc({ type, severity }, 0);
  }
  for (const action of REMEDIATION_ACTIONS) {
    for (const outcome of REMEDIATION_OUTCOMES) instruments.remediations.inc({ action, outcome }, 0);
  }
  for (const resolution of RESOLUTIONS) instruments.resolved.inc({ resolution }, 0);
  for (const reason of REFUSAL_REASONS) instruments.refusals.inc({ reason }, 0);
  for (const to of VERDICTS) instruments.verdicts.inc({ to }, 0);
  for (const outcome of PING_OUTCOMES) instruments.pings.inc({ outcome }, 0);
}
