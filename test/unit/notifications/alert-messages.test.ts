import { describe, expect, it } from '@jest/globals';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { alertMessagesFor } from '../../../src/notifications/alert-messages.ts';
import { alertOf } from '../../../src/notifications/alertmanager.ts';
import { messagesFor } from '../../../src/notifications/message.ts';
import { incident } from './incident.ts';

const AT = Date.UTC(2026, 10, 20, 12);
const TOLD = { toldAt: AT - 60_000 };
const SOUND = 'container web-1 (3f2a9c41d0aa) found to be unhealthy: 3 checks failed in a row';
const ordered = (over: Partial<Incident>): Happening => ({ kind: 'peace_ordered', at: AT, incident: incident(over) });
const messages = (happening: Happening, channels = ['webhook', 'alertmanager']) =>
  alertMessagesFor([happening], channels, AT, () => 'id');
const textOf = (over: Partial<Incident>) => messages(ordered(over)).map(({ payload }) => String(payload.text));

describe('an order for peace', () => {
  it.each([
    ['muted', { ...TOLD, muted: true }, 'Muted'],
    ['snoozed', { ...TOLD, snoozedUntil: AT + 1 }, 'Snoozed until 2026-11-20T12:00:00.001Z'],
    ['muted and snoozed', { ...TOLD, muted: true, snoozedUntil: AT + 1 }, 'Muted'],
    ['muted, and told of by others than the monitor', { muted: true }, 'Muted'],
  ])(
    'ends the alert, under the labels that it was raised with, and says that the incident goes on: %s',
    (_, over, how) => {
      const [message, ...more] = messages(ordered(over));
      expect([message?.channel, message?.incidentId, more]).toEqual(['alertmanager', incident().id, []]);
      const ended = message && alertOf(message);
      const [raised] = messagesFor('incident_opened', incident(over), ['alertmanager'], AT - 60_000, () => 'id');
      expect(ended).toMatchObject({
        ...{ labels: raised && alertOf(raised).labels, endsAt: '2026-11-20T12:00:00.000Z' },
        annotations: {
          event: 'incident_quieted',
          summary: expect.stringMatching(new RegExp(`^${how} in Paramedic, and still open: `)),
        },
      });
      expect(textOf(over)[0]?.toLowerCase()).toContain(SOUND);
    },
  );

  it.each([
    ['open', 'incident_opened', 'found to be unhealthy'],
    ['escalated', 'heal_failed', 'could not be healed'],
  ] as const)('that is taken back raises the alert of one that is %s anew', (status, event, words) => {
    const [message] = messages(ordered({ ...TOLD, status, snoozedUntil: AT }));
    expect(message).toMatchObject({ channel: 'alertmanager', event });
    expect(message && alertOf(message)).toMatchObject({
      endsAt: '2026-12-20T12:00:00.000Z',
      annotations: { summary: expect.stringContaining(words) },
    });
  });

  it.each([
    ['for one that nobody was told of: they are told when its time comes', ordered({})],
    [
      'for what stands for a hand-over: the failure has the alert',
      ordered({ ...TOLD, muted: true, type: 'heal_failed' }),
    ],
    ['when no order was given', { kind: 'incident_opened', at: AT, incident: incident({ muted: true }) } as const],
  ])('raises and ends nothing %s', (_what, happening) => {
    expect(messages(happening)).toEqual([]);
  });

  it('is no matter for other channels', () => {
    expect(messages(ordered({ ...TOLD, muted: true }), ['webhook', 'slack'])).toEqual([]);
  });
});
