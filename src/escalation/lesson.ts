import type { Incident } from '../incidents/incident.ts';
import type { Escalation, Lesson } from './escalation.ts';
import type { EscalationResult } from './queue-port.ts';
import { imageName, signatureOf } from './signature.ts';

/** What is worth remembering of a fix that was seen to help; without a report there is nothing to tell. */
export function lessonOf(
  escalation: Escalation,
  incident: Incident,
  result: EscalationResult,
  now: number,
  id: string,
): Lesson | undefined {
  const { report, commits = [] } = result;
  if (report === undefined) return undefined;
  const { image } = incident.evidence;
  return {
    id,
    signature: signatureOf(incident),
    incidentType: incident.type,
    target: incident.target,
    image: imageName(typeof image === 'string' ? image : ''),
    learntAt: now,
    escalationId: escalation.id,
    rootCause: report.rootCause,
    fix: report.actions.join(' ') || commits.map(({ subject }) => subject).join('; ') || 'not told',
    commits,
  };
}
