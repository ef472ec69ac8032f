import { describe, expect, it } from '@jest/globals';
import type { PeopleEvent } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import type { OutboxMessage } from '../../../src/incidents/ledger.ts';
import { alertOf, createAlertmanager } from '../../../src/notifications/alertmanager.ts';
import { messagesFor } from '../../../src/notifications/message.ts';
import { incident } from './incident.ts';
import { receiver } from './server.ts';

const AT = Date.UTC(2026, 10, 20, 12);
const forever = new AbortController().signal;

function message(event: PeopleEvent, over: Partial<Incident> = {}, at = AT): OutboxMessage {
  const [made] = messagesFor(event, incident({ timestamp: AT - 60_000, ...over }), ['alertmanager'], at, () => 'id');
  if (made === undefined) throw new Error('no message');
  return made;
}
const END = { status: 'resolved', resolution: 'auto_healed', autoHealed: true, healAttempts: 1 } as const;

describe('an alert of an incident', () => {
  it('fires from the opening of the incident on', () => {
    expect(alertOf(message('incident_opened'))).toEqual({
      labels: {
        alertname: 'ParamedicIncident',
        incident_type: 'container_unhealthy',
        severity: 'warning',
        target: 'shop/web#1',
        host: 'server-1',
        container: 'web-1',
        incident_id: incident().id,
      },
      annotations: {
        summary: 'Container web-1 (3f2a9c41d0aa) found to be unhealthy: 3 checks failed in a row',
        description: '3 checks failed in a row',
        event: 'incident_opened',
      },
      startsAt: '2026-11-20T11:59:00.000Z',
      endsAt: '2026-12-20T12:00:00.000Z',
    });
  });

  it('ends under the very labels and start that it began with, however much was told in between', () => {
    const told = [
      message('incident_opened'),
      message('heal_failed', { status: 'escalated', healAttempts: 2 }, AT + 1_000),
    ];
    const end = alertOf(message('incident_resolved', END, AT + 90_000));
    for (const one of told.map(alertOf)) {
      expect(one.labels).toEqual(end.labels);
      expect(one.startsAt).toBe(end.startsAt);
      expect(Date.parse(String(one.endsAt))).toBeGreaterThan(AT + 90_000);
    }
    expect(end.endsAt).toBe('2026-11-20T12:01:30.000Z');
  });

  it('does not fire again for news that come after the end', () => {
    const late = alertOf(message('escalation_inconclusive', END, AT + 90_000));
    expect(late.endsAt).toBe('2026-11-20T12:01:30.000Z');
  });

  it('leaves out what is empty, and cuts what is long', () => {
    const { labels } = alertOf(
      message('incident_opened', { containerName: '', target: `${'t'.repeat(999)}\ud800\ud800` }),
    );
    expect(labels).not.toHaveProperty('container');
    expect(String((labels as { target: string }).target).length).toBeLessThanOrEqual(1_000);
    expect(String((labels as { target: string }).target).isWellFormed()).toBe(true);
  });
});

describe('the channel to Alertmanager', () => {
  it.each(['', '/', '/api/v2', '/api/v2/alerts', '/prefix/'])('posts to the v2 API below %j', async (path) => {
    await using server = await receiver((response) => response.end());
    const base = `http://127.0.0.1:${server.port}${path}`;
    await createAlertmanager(base).send(message('incident_opened'), forever);
    expect(server.received[0]?.path).toBe(path === '/prefix/' ? '/prefix/api/v2/alerts' : '/api/v2/alerts');
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual([alertOf(message('incident_opened'))]);
  });

  it('sends nothing of what fires already, and nothing back that came from an Alertmanager', async () => {
    await using server = await receiver((response) => response.end());
    const channel = createAlertmanager(server.url);
    await channel.send(message('escalation_resolved', END), forever);
    await channel.send(message('incident_opened', { type: 'external_alert', target: 'alert/DiskFull/0a1b' }), forever);
    await channel.send(message('incident_resolved', { ...END, type: 'external_alert' }), forever);
    expect(server.received).toEqual([]);
  });
});
