import type { Incident, Remediation, TimelineEntry } from '../incident.ts';
import type { IncidentStory } from '../ledger.ts';
import { iso, isoOrAbsent } from './instant.ts';

/** How incidents look to web, terminal and API. What is absent is not known or does not apply. */
export type IncidentReport = Omit<Incident, 'timestamp' | 'acknowledgedAt' | 'resolvedAt'> & {
  timestamp: string;
  acknowledgedAt: string | undefined;
  resolvedAt: string | undefined;
};

type TimelineReport = Omit<TimelineEntry, 'timestamp' | 'incidentId'> & { timestamp: string };

type RemediationReport = Pick<Remediation, 'id' | 'attempt' | 'action' | 'outcome' | 'error'> & {
  intendedAt: string;
  finishedAt: string | undefined;
};

export interface StoryReport {
  incident: IncidentReport;
  timeline: TimelineReport[];
  remediations: RemediationReport[];
  children: IncidentReport[];
}

export const incidentReport = (incident: Incident): IncidentReport => ({
  ...incident,
  timestamp: iso(incident.timestamp),
  acknowledgedAt: isoOrAbsent(incident.acknowledgedAt),
  resolvedAt: isoOrAbsent(incident.resolvedAt),
});

export const storyReport = ({ incident, timeline, remediations, children }: IncidentStory): StoryReport => ({
  incident: incidentReport(incident),
  timeline: timeline.map(({ id, timestamp, kind, reason, detail }) => ({
    id,
    timestamp: iso(timestamp),
    kind,
    reason,
    detail,
  })),
  remediations: remediations.map(({ id, attempt, action, outcome, error, intendedAt, finishedAt }) => ({
    id,
    attempt,
    action,
    outcome,
    error,
    intendedAt: iso(intendedAt),
    finishedAt: isoOrAbsent(finishedAt),
  })),
  children: children.map(incidentReport),
});
