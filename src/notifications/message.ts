import type { PeopleEvent } from '../incidents/happening.ts';
import type { Incident, IncidentType, Resolution } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';

export const MESSAGE_EVENTS = [
  'incident_opened',
  'incident_resolved',
  'heal_failed',
  'notify',
  'escalation_resolved',
  'escalation_inconclusive',
  'escalation_failed',
  'escalation_expired',
  'approval_needed',
] as const satisfies readonly PeopleEvent[];

/**
 * One message per channel, to be recorded in the transaction of what it tells of. `incident` is as it is after the event.
 * Failure and recovery go the same way, so nobody is left with half of a story. `about`: more fields, for machines.
 */
export const messagesFor = (
  event: PeopleEvent,
  incident: Incident,
  channels: readonly string[],
  now: number,
  newId: () => string,
  about: Readonly<Record<string, string>> = {},
): OutboxMessage[] =>
  channels.map((channel) => ({
    id: newId(),
    channel,
    incidentId: incident.id,
    event,
    createdAt: now,
    payload: { ...payloadOf(event, incident, now), ...shortened(about) },
  }));

/** docker-autoheal's `text` for chat services, and the fields for machines. Stays under 64 KiB whatever the incident holds. */
function payloadOf(event: PeopleEvent, incident: Incident, now: number): Readonly<Record<string, unknown>> {
  const description = storable(incident.description, 3_000);
  return {
    text: storable(sentence(event, { ...incident, description }), 4_000),
    event,
    incident_id: incident.id,
    target: storable(incident.target, 300),
    container_name: storable(incident.containerName, 300),
    container_id: storable(incident.containerId, 100),
    host: storable(incident.host, 300),
    type: incident.type,
    status: incident.status,
    severity: incident.severity,
    description,
    auto_healed: incident.autoHealed,
    heal_attempts: incident.healAttempts,
    resolution: incident.resolution ?? null,
    opened_at: new Date(incident.timestamp).toISOString(),
    timestamp: new Date(now).toISOString(),
  };
}

const shortened = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, storable(text, 1_000)]));

function sentence(event: PeopleEvent, incident: Incident): string {
  const who = subjectOf(incident);
  const what = phraseOf(incident);
  const detail = incident.description === '' ? '' : `: ${incident.description}`;
  switch (event) {
    case 'incident_opened':
      return `${who} ${what}${detail}`;
    case 'notify':
      return `Attention: ${who} ${what}${detail}`;
    case 'heal_failed':
      return `${who} ${what} and could not be healed (${times(incident.healAttempts)}); it needs a person${detail}`;
    case 'incident_resolved':
      return `${who} has recovered: ${endOf(incident)}. It was opened as ${incident.type}${detail}`;
    case 'escalation_resolved':
      return `Claude Code has mended what was wrong: ${lower(who)} ${what}${detail}`;
    case 'escalation_inconclusive':
      return `Claude Code could not be seen to help: ${lower(who)} ${what}; it needs a person${detail}`;
    case 'escalation_failed':
      return `Claude Code could not be brought to work on it: ${lower(who)} ${what}; it needs a person${detail}`;
    case 'escalation_expired':
      return `Nobody took it up in time: ${lower(who)} ${what}; it needs a person${detail}`;
    case 'approval_needed':
      return `Claude Code waits for a person's approval: ${lower(who)} ${what}${detail}`;
  }
}

const subjectOf = (incident: Incident): string => {
  if (incident.type === 'external_alert') return `Alert ${incident.target.split('/')[1] ?? ''}`;
  if (incident.containerName === '') return `Host ${incident.host}`;
  const id = incident.containerId === '' ? '' : ` (${incident.containerId.slice(0, 12)})`;
  return `Container ${incident.containerName}${id}`;
};

const lower = (subject: string): string => subject.charAt(0).toLowerCase() + subject.slice(1);

const PHRASES: Partial<Record<IncidentType, string>> = {
  container_unhealthy: 'found to be unhealthy',
  container_exited: 'has exited',
  oom_killed: 'ran out of memory',
  engine_unreachable: 'cannot reach its engine',
  external_alert: 'fires',
};

/** By the reasons of its causes (`watch/host-check.ts`). */
const PRESSURES: Readonly<Record<string, string>> = {
  memory_nearly_exhausted: 'is nearly out of memory',
  overloaded: 'is overloaded',
  max_unhealthy: 'has too many sick containers at once',
};

function phraseOf({ type, evidence }: Incident): string {
  if (type === 'host_pressure') return pressureOf(String(evidence.reason ?? ''));
  return PHRASES[type] ?? `has a problem (${type.replaceAll('_', ' ')})`;
}

/** Several causes are joined by `+`; one that has no words of its own is told by the description alone. */
function pressureOf(reasons: string): string {
  const phrases = reasons.split('+').map((reason) => PRESSURES[reason]);
  const known = phrases.filter((phrase) => phrase !== undefined);
  if (known.length < phrases.length) return 'is under pressure';
  return [known.slice(0, -1).join(', '), ...known.slice(-1)].filter((part) => part !== '').join(' and ');
}

const ENDS: Readonly<Record<Resolution, string>> = {
  self_recovered: 'it recovered by itself',
  auto_healed: 'healed',
  claude: 'mended by Claude Code',
  human: 'resolved by a person',
  expired: 'expired',
};

const endOf = ({ resolution, healAttempts }: Incident): string =>
  resolution === 'auto_healed' ? `healed after ${times(healAttempts)}` : ENDS[resolution ?? 'self_recovered'];

const times = (attempts: number): string => (attempts === 1 ? '1 attempt' : `${attempts} attempts`);

/** Postgres takes neither NUL nor half of a surrogate pair in JSON; one such character would undo the whole transaction. */
export function storable(text: string, max: number): string {
  const clean = text.replaceAll('\u0000', '').toWellFormed();
  return clean.length > max ? `${clean.slice(0, max - 1).toWellFormed()}…` : clean;
}
