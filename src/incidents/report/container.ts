import type { HealthCheckResult } from '../../containers/container.ts';
import type { ResourceSample } from '../../containers/sample.ts';
import type { DecisionRecord, HoldView, TargetView } from '../view.ts';
import { type IncidentReport, incidentReport } from './incident.ts';
import { iso, isoOrAbsent } from './instant.ts';

export type HoldReport = Omit<HoldView, 'until'> & { until: string | undefined };

/** One row of a list of containers. */
export interface ContainerReport {
  target: string;
  name: string;
  id: string;
  image: string;
  state: string;
  health: string;
  verdict: TargetView['verdict'];
  reason: string;
  since: string;
  actions: readonly string[];
  startedAt: string | undefined;
  engineRestarts: number;
  recentAttempts: number;
  dueAt: string | undefined;
  hold: HoldReport | undefined;
  openIncidents: number;
  /** In cores: 1 is one core busy. */
  cpuRatio: number | undefined;
  memoryBytes: number | undefined;
  memoryLimitBytes: number | undefined;
}

export interface ContainerDetail extends Omit<ContainerReport, 'openIncidents'> {
  imageId: string;
  createdAt: string;
  finishedAt: string | undefined;
  exitCode: number | undefined;
  oomKilled: boolean;
  restartPolicy: string;
  failingStreak: number;
  lastCheck: (Omit<HealthCheckResult, 'at'> & { at: string }) | undefined;
  sample: (Omit<ResourceSample, 'at'> & { at: string }) | undefined;
  openIncidents: IncidentReport[];
}

export type DecisionReport = Omit<DecisionRecord, 'at' | 'until'> & { at: string; until: string | undefined };

export interface ExplainReport extends ContainerReport {
  /** Newest last. */
  decisions: DecisionReport[];
}

export function containerReport(view: TargetView): ContainerReport {
  const { container, sample } = view;
  return {
    target: view.target,
    name: container.name,
    id: container.id,
    image: container.image,
    state: container.state,
    health: container.health,
    verdict: view.verdict,
    reason: view.reason,
    since: iso(view.since),
    actions: view.actions,
    startedAt: isoOrAbsent(container.startedAt),
    engineRestarts: container.restartCount,
    recentAttempts: view.recentAttempts,
    dueAt: isoOrAbsent(view.dueAt),
    hold: view.hold && { ...view.hold, until: isoOrAbsent(view.hold.until) },
    openIncidents: view.openIncidents.length,
    cpuRatio: sample?.cpuPercent === undefined ? undefined : sample.cpuPercent / 100,
    memoryBytes: sample?.memoryBytes,
    memoryLimitBytes: sample?.memoryLimitBytes,
  };
}

/** Labels stay inside: people keep password hashes in them. */
export function containerDetail(view: TargetView): ContainerDetail {
  const { container, sample } = view;
  return {
    ...containerReport(view),
    imageId: container.imageId,
    createdAt: iso(container.createdAt),
    finishedAt: isoOrAbsent(container.finishedAt),
    exitCode: container.exitCode,
    oomKilled: container.oomKilled,
    restartPolicy: container.restartPolicy,
    failingStreak: container.failingStreak,
    lastCheck: container.lastCheck && { ...container.lastCheck, at: iso(container.lastCheck.at) },
    sample: sample && { ...sample, at: iso(sample.at) },
    openIncidents: view.openIncidents.map(incidentReport),
  };
}

export const explainReport = (view: TargetView, decisions: readonly DecisionRecord[]): ExplainReport => ({
  ...containerReport(view),
  decisions: decisions.map(({ at, decision, reason, until, inputs }) => ({
    ...{ decision, reason, inputs },
    at: iso(at),
    until: isoOrAbsent(until),
  })),
});
