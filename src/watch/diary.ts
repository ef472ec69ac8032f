import type { LogFields, Logger } from '../base/logger.ts';
import type { Happening } from '../incidents/happening.ts';

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
    case 'remediation_intended': {
      const { target, attempt, incidentId: incident } = happening.remediation;
      return ['warn', 'restarting_container', { target, incident, attempt }];
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
      return undefined;
    case 'reconciled':
    case 'sampled':
      return ['debug', happening.kind, { ...happening }];
  }
}

/** An attempt that was carried out and did not help is told by `heal_ineffective`, once it is seen. */
function remediationLine(remediation: Extract<Happening, { kind: 'remediation_finished' }>['remediation']): Line {
  const { target, attempt, action, outcome, error, incidentId: incident } = remediation;
  if (action === 'notify') return ['info', 'people_notified', { target, incident }];
  if (outcome === 'done') return ['info', 'container_restarted', { target, incident, attempt }];
  if (outcome === 'withdrawn') return ['info', 'restart_withdrawn', { target, incident, attempt }];
  return ['error', 'restart_failed', { target, incident, attempt, outcome, error }];
}

function verdictLine(happening: Extract<Happening, { kind: 'verdict_changed' }>): Line {
  const { target, from, to, reason } = happening;
  if (to === 'sick') return ['warn', 'container_unhealthy', { target, reason }];
  // The first look at a container that is well is no news.
  if (to === 'healthy' && reason !== 'running') return ['info', 'container_healthy', { target, reason }];
  return ['debug', 'verdict_changed', { target, from, to, reason }];
}
