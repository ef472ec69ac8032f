import { OWN_ALERTS } from '../incidents/external-alert.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { ALERTMANAGER, QUIETED } from './alert-messages.ts';
import type { Channel } from './ports.ts';
import { postJson } from './post.ts';

/** Without a word from us an alert ends by itself after this; the incident's end, told by us, comes first. */
const FIRING_FOR_MS = 30 * 24 * 3_600_000;
const TEST_FOR_MS = 60_000;

/**
 * Prometheus Alertmanager (v2 API), as the road to everything else. One alert per incident: its labels name the trouble and stay
 * the same from the first message to the last, so that "resolved" ends what "opened" began; what changes is in annotations.
 */
export function createAlertmanager(baseUrl: string): Channel {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '').replace(/\/api\/v2(\/alerts)?$/, '')}/api/v2/alerts`;
  return {
    name: ALERTMANAGER,
    send: async (message, signal) => {
      if (isNoAlert(message)) return;
      await postJson({ name: ALERTMANAGER, url: url.href }, [alertOf(message)], signal);
    },
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

const ENDING: readonly string[] = ['incident_resolved', QUIETED];

/** Whatever is told of an incident that is over must not make its alert fire again. */
function lastsFor(event: string, status: string): number {
  if (event === 'test') return TEST_FOR_MS;
  return ENDING.includes(event) || status === 'resolved' ? 0 : FIRING_FOR_MS;
}
