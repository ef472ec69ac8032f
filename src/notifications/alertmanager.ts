import { OWN_ALERTS } from '../incidents/external-alert.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { ALERTMANAGER, FIRING_FOR_MS, QUIET_ORDERED } from './alert-messages.ts';
import { type Endpoint, keepQuiet } from './alert-silence.ts';
import type { Channel } from './ports.ts';
import { postJson } from './post.ts';

const TEST_FOR_MS = 60_000;

/**
 * Prometheus Alertmanager (v2 API), as the road to everything else. One alert per incident: its labels name the trouble and stay
 * the same from the first message to the last, so that "resolved" ends what "opened" began; what changes is in annotations. A
 * muted or snoozed incident is a silence there.
 */
export function createAlertmanager(baseUrl: string, now: () => number): Channel {
  const endpoint = endpointsBelow(baseUrl);
  return {
    name: ALERTMANAGER,
    send: async (message, signal) => {
      if (message.event === QUIET_ORDERED) return keepQuiet(endpoint, message, now(), signal);
      if (isNoAlert(message)) return;
      await postJson(endpoint('alerts'), [alertOf(message)], signal);
    },
  };
}

/** People write the base, or the whole address that they post alerts to. */
function endpointsBelow(baseUrl: string): Endpoint {
  const base = new URL(baseUrl);
  base.pathname = `${base.pathname.replace(/\/+$/, '').replace(/\/api\/v2(\/alerts)?$/, '')}/api/v2/`;
  return (path, query = {}) => {
    const url = new URL(base);
    url.pathname += path;
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return { name: ALERTMANAGER, url: url.href };
  };
}

/** News of an incident that fires already or is over, and what has come from an Alertmanager itself. */
const isNoAlert = ({ event, payload }: OutboxMessage): boolean =>
  event === 'escalation_resolved' || payload.type === 'external_alert';

/** Pure. Labels are cut to 1,000 characters each; empty ones are the same as none to Alertmanager. */
export function alertOf({ event, createdAt, incidentId, payload }: OutboxMessage): Readonly<Record<string, unknown>> {
  const text = (name: string): string => {
    const value = payload[name];
    return typeof value === 'string' ? value.slice(0, 1_000).toWellFormed() : '';
  };
  const labels = {
    alertname: event === 'test' ? `${OWN_ALERTS}Test` : `${OWN_ALERTS}Incident`,
    incident_type: text('type') || event,
    severity: text('severity') || 'info',
    target: text('target'),
    host: text('host'),
    container: text('container_name'),
    incident_id: incidentId ?? '',
  };
  const openedAt = text('opened_at');
  return {
    labels: Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== '')),
    annotations: { summary: text('text'), description: text('description'), event },
    startsAt: openedAt === '' ? new Date(createdAt).toISOString() : openedAt,
    endsAt: new Date(createdAt + lastsFor(event, text('status'))).toISOString(),
  };
}

/** Whatever is told of an incident that is over must not make its alert fire again. */
const lastsFor = (event: string, status: string): number =>
  event === 'test' ? TEST_FOR_MS : event === 'incident_resolved' || status === 'resolved' ? 0 : FIRING_FOR_MS;
