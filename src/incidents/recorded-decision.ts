import type { RecordedDecision } from './incident.ts';
import type { DecisionRecord } from './view.ts';

/** A decision as it goes on record. */
export const recordedDecision = (
  id: string,
  target: string,
  host: string,
  incidentId: string | undefined,
  { at, decision, reason, until, inputs }: DecisionRecord,
): RecordedDecision => ({ id, at, target, host, incidentId, decision, reason, until, inputs });

/**
 * Only what differs from the decision before it goes on record: a container in its backoff is looked at every few seconds
 * and gets the same answer each time.
 */
export const isNewDecision = (last: DecisionRecord | undefined, next: DecisionRecord): boolean =>
  last === undefined || last.decision !== next.decision || last.reason !== next.reason;
