import type { LogFields, Logger } from '../base/logger.ts';
import type { Happening } from '../incidents/happening.ts';
import type { RemediationAction } from '../incidents/incident.ts';

type Line = readonly [level: keyof Logger, event: string, fields: LogFields];

/** Writes a happening into the log, under the event names of the contract. */
export function logHappening(logger: Logger, happening: Happening): void {
  const line = lineOf(happening);
  if (line !== undefined) logger[line[0]](line[1], line[2]);
}

/** Pure: the line of a happening; undefined where another line already tells it. */
export function lineOf(happening: Happening): Line | undefined {
  switch (happening.kind) {
    case 'verdict_changed':
      return verdictLine(happening);
    case 'incident_opened': {
      const { id, target, type, severity, description } = happening.incident;
      return ['warn', 'incident_opened', { target, incident: id, type, severity, description }];
    }
    case 'incident_resolved': {
      const { id, target, type, resolution, healAttempts: attempts } = happening.incident;
      const seconds = happening.recoverySeconds;
      return ['info', 'incident_resolved', { target, incident: id, type, resolution, attempts, seconds }];
    }
    case 'incident_escalated': {
      const { id, target, type, healAttempts: attempts } = happening.incident;
      return ['error', 'auto_heal_failed', { target, incident: id, type, attempts, reason: happening.reason }];
    }
    case 'escalation_queued': {
      const { id, target, incidentId, reason, groupKey } = happening.escalation;
      return ['warn', 'escalation_queued', { target, escalation: id, incident: incidentId, reason, group: groupKey }];
    }
    case 'escalation_asked': {
      const { id, target } = happening.incident;
      return ['info', 'escalation_asked', { target, incident: id, by: happening.by }];
    }
    case 'peace_ordered': {
      const { id, target, muted, snoozedUntil } = happening.incident;
      const until = snoozedUntil === undefined ? undefined : new Date(snoozedUntil).toISOString();
      return ['info', 'peace_ordered', { target, incident: id, muted: muted ?? false, snoozed_until: until }];
    }
    case 'people_told': {
      const { id, target } = happening.incident;
      return ['debug', 'people_told', { target, incident: id, about: happening.event }];
    }
    case 'remediation_intended': {
      const { target, attempt, action, incidentId: incident } = happening.remediation;
      if (action === 'restart') return ['warn', 'restarting_container', { target, incident, attempt }];
      return ['warn', 'healing_container', { target, incident, attempt, action }];
    }
    case 'remediation_finished':
      return remediationLine(happening.remediation);
    case 'heal_ineffective': {
      const { target, attempt, reason, incident } = happening;
      return ['error', 'healing_failed', { target, incident: incident.id, attempt, reason }];
    }
    case 'heal_refused': {
      const { target, reason, incidentId: incident } = happening;
      return ['info', 'heal_refused', { target, incident, reason }];
    }
    case 'finding': {
      const { code, subject, message: what, cure } = happening.finding;
      return ['warn', 'finding', { code, subject, what, cure }];
    }
    case 'engine_connected':
    case 'engine_disconnected':
    case 'listed':
      return undefined;
    case 'reconciled':
    case 'sampled':
      return ['debug', happening.kind, { ...happening }];
  }
}

const PARTICIPLES: Readonly<Record<RemediationAction, string>> = {
  exec: 'cleaned_up',
  restart: 'restarted',
  recreate: 'recreated',
  'restart-dependents': 'restarted',
  stop: 'stopped',
  notify: 'told_of',
};

const verbOf = (action: RemediationAction): string => (action === 'restart-dependents' ? 'restart' : action);

/** An attempt that was carried out and did not help is told by `heal_ineffective`, once it is seen. */
function remediationLine(remediation: Extract<Happening, { kind: 'remediation_finished' }>['remediation']): Line {
  const { target, attempt, action, outcome, error, incidentId: incident } = remediation;
  if (action === 'notify') return ['info', 'people_notified', { target, incident }];
  const which = action === 'restart' ? {} : { action };
  if (outcome === 'withdrawn') return ['info', `${verbOf(action)}_withdrawn`, { target, incident, attempt, ...which }];
  if (outcome === 'done') return ['info', `container_${PARTICIPLES[action]}`, { target, incident, attempt, ...which }];
  return ['error', `${verbOf(action)}_failed`, { target, incident, attempt, ...which, outcome, error }];
}

function verdictLine(happening: Extract<Happening, { kind: 'verdict_changed' }>): Line {
  const { target, from, to, reason, isFirstLook = false } = happening;
  if (to === 'sick') return ['warn', 'container_unhealthy', { target, reason }];
  // That one is well at the first look is no news, and of a large fleet it would be thousands of lines.
  if (to === 'healthy' && reason !== 'running' && !isFirstLook)
    return ['info', 'container_healthy', { target, reason }];
  return ['debug', 'verdict_changed', { target, from, to, reason }];
}
