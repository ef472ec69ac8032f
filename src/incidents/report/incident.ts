import type { Incident, Remediation, TimelineEntry } from '../incident.ts';
import type { IncidentStory } from '../ledger.ts';
import { iso, isoOrAbsent } from './instant.ts';

type Instants = 'timestamp' | 'acknowledgedAt' | 'snoozedUntil' | 'toldAt' | 'resolvedAt';

/**
 * How incidents look to web, terminal and API. What is absent is not known or does not apply. The evidence, up to 32 KiB
 * each, is only in the story of one: a list of 200 would have 6 MB of it.
 */
export type IncidentReport = Omit<Incident, Instants | 'evidence'> & {
  timestamp: string;
  acknowledgedAt: string | undefined;
  /** Nobody is told of it before that instant. */
  snoozedUntil: string | undefined;
  /** When people were told of it; absent while they were not. */
  toldAt: string | undefined;
  resolvedAt: string | undefined;
};

type IncidentDetail = IncidentReport & Pick<Incident, 'evidence'>;

type TimelineReport = Omit<TimelineEntry, 'timestamp' | 'incidentId'> & { timestamp: string };

/** `askedBy`: Claude Code asked for it; absent: it was healing's own decision. */
export type RecordedAttempt = Pick<
  Remediation,
  'id' | 'attempt' | 'action' | 'outcome' | 'error' | 'detail' | 'askedBy'
> & {
  intendedAt: string;
  finishedAt: string | undefined;
};

export interface StoryReport {
  incident: IncidentDetail;
  timeline: TimelineReport[];
  remediations: RecordedAttempt[];
  children: IncidentReport[];
}

export function incidentReport({ evidence: _, ...incident }: Incident): IncidentReport {
  return {
    ...incident,
    timestamp: iso(incident.timestamp),
    acknowledgedAt: isoOrAbsent(incident.acknowledgedAt),
    snoozedUntil: isoOrAbsent(incident.snoozedUntil),
    toldAt: isoOrAbsent(incident.toldAt),
    resolvedAt: isoOrAbsent(incident.resolvedAt),
  };
}

export const storyReport = ({ incident, timeline, remediations, children }: IncidentStory): StoryReport => ({
  incident: { ...incidentReport(incident), evidence: incident.evidence },
  timeline: timeline.map(({ id, timestamp, kind, reason, detail }) => ({
    id,
    timestamp: iso(timestamp),
    kind,
    reason,
    detail,
  })),
  remediations: remediations.map(attemptReport),
  children: children.map(incidentReport),
});

export const attemptReport = (it: Remediation): RecordedAttempt => {
  const { id, attempt, action, outcome, error, detail, askedBy } = it;
  return {
    ...{ id, attempt, action, outcome, error, detail, askedBy },
    intendedAt: iso(it.intendedAt),
    finishedAt: isoOrAbsent(it.finishedAt),
  };
};
